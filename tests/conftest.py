"""Owns the stage of a test run: services on demand, a clean database, people, and the circle."""

import os
from collections.abc import Iterator

import hypothesis
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from pymongo import WriteConcern
from pytest_django import DjangoDbBlocker

from portal.supervisor.embedded import Services, start_services
from tests.stage import release_ports, set_stage

# Speed is for the benchmarks: how long an example takes depends on what else the machine does.
hypothesis.settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("untimed")
HOME = set_stage()

from annotations.media.room import SANDBOX  # noqa: E402  # models need the apps to be ready
from annotations.store import client as store_client  # noqa: E402  # models need the apps to be ready
from annotations.store.client import database as mongo  # noqa: E402
from annotations.store.schema import ensure_schema  # noqa: E402
from tests.builders import Cast, a_cast, a_person  # noqa: E402
from tests.caller import Caller, signed_in  # noqa: E402
from tests.circle import Circle  # noqa: E402

KEPT = frozenset({"django_migrations", "django_content_type", "auth_permission"})


def pytest_xdist_setupnodes() -> None:
    """Let each process of a run set a stage of its own: with this, it would read its settings before."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


@pytest.fixture(scope="session")
def services(django_db_blocker: DjangoDbBlocker) -> Iterator[Services]:
    """Start a real mongod and Valkey for this run, with every collection in place."""
    release_ports()
    running = start_services(HOME)
    assert running.mongodb_uri == settings.MONGODB_URI, "the port chosen for mongod was taken meanwhile"
    assert running.redis_url == settings.REDIS_URL, "the port chosen for Valkey was taken meanwhile"
    with django_db_blocker.unblock():
        call_command("migrate", interactive=False, verbosity=0)
        ensure_schema()
    yield running
    SANDBOX.close()
    with django_db_blocker.unblock():
        connections["default"].close_pool()  # type: ignore[attr-defined]  # the MongoDB backend's own
    store_client.client().close()
    running.stop()


@pytest.fixture
def database(services: Services, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Empty every collection and let the test use the database."""
    here = mongo().with_options(write_concern=WriteConcern(1))
    for name in here.list_collection_names():
        if name not in KEPT and not name.startswith("system."):
            here[name].delete_many({})
    # One wait for all of them: what the majority has not taken in yet could still be read by the test.
    mongo()["cursors"].delete_many({})
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def cast(database: None) -> Cast:
    """Alice manages a project in which Rita reviews, Bob annotates and Vera looks on; Oscar is not in it."""
    return a_cast()


@pytest.fixture
def alice(cast: Cast) -> Caller:
    """Return Alice's browser."""
    return signed_in(cast.alice)


@pytest.fixture
def bob(cast: Cast) -> Caller:
    """Return Bob's browser."""
    return signed_in(cast.bob)


@pytest.fixture
def admin(database: None) -> Caller:
    """Return an administrator's browser."""
    return signed_in(a_person("root", is_admin=True))


@pytest.fixture
def circle(database: None) -> Iterator[Circle]:
    """Run the relay beside the test; the jobs it hints at are done at once, by the real tasks."""
    turning = Circle()
    turning.start()
    yield turning
    turning.stop()
