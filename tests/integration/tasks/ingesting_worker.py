"""A worker process that takes one uploaded file in."""

import sys

import django

django.setup()

from annotations.tasks import ingest  # noqa: E402  # models need the apps to be ready

ingest(sys.argv[1])
