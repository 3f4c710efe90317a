#!/bin/sh
# The health check of the database container: makes the one-node replica set the first time, then asks for a primary.
set -eu

exec mongosh --quiet --username tandem --password "$(cat /run/secrets/mongodb_password)" \
    --authenticationDatabase admin --eval '
try {
  rs.status();
} catch (error) {
  if (error.codeName !== "NotYetInitialized") throw error;
  rs.initiate({ _id: "rs0", members: [{ _id: 0, host: "mongo:27017" }] });
}
quit(db.hello().isWritablePrimary ? 0 : 1);
'
