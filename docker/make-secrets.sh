#!/bin/sh
# Makes the passwords that compose.yml hands to the containers, once; those already there stay.
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p secrets

random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }
keep() { [ -e "secrets/$1" ] || printf '%s' "$2" >"secrets/$1"; }

keep mongodb_password "$(random)"
keep valkey_password "$(random)"
keep secret_key "$(random)$(random)"
keep admin_password "$(random | cut -c1-20)"
keep mongodb_uri "mongodb://tandem:$(cat secrets/mongodb_password)@mongo:27017/?replicaSet=rs0&authSource=admin"
keep redis_url "redis://:$(cat secrets/valkey_password)@valkey:6379/0"
# The containers run as another user, who reads the files; the folder keeps everybody else on this machine out.
chmod 644 secrets/*
chmod 700 secrets
echo "Secrets are in $(pwd)/secrets; the first sign-in is admin with the text of admin_password"
