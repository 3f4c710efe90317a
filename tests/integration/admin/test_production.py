"""Unsafe production settings stop every process before it starts, and say which variable is at fault."""

import os
import secrets
import subprocess
import sys

import pytest

from tests.stage import ROOT

SAFE = {
    "TANDEM_PRODUCTION": "true",
    "TANDEM_SECRET_KEY": secrets.token_urlsafe(64),
    "TANDEM_ALLOWED_HOSTS": "tandem.example",
    "TANDEM_ORIGINS": "https://tandem.example",
}


def start(**variables: str) -> "subprocess.CompletedProcess[str]":
    """Run the shortest command that reads the settings."""
    return subprocess.run(
        [sys.executable, "manage.py", "diffsettings", "--output", "unified"],
        cwd=ROOT,
        env={**os.environ, **SAFE, **variables},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "unsafe"),
    [
        ("TANDEM_DEBUG", "true"),
        ("TANDEM_SECRET_KEY", "short"),
        ("TANDEM_ALLOWED_HOSTS", "*"),
        ("MONGODB_URI", "mongodb://db.example/?replicaSet=rs0"),
    ],
)
def test_an_unsafe_setting_stops_the_process_and_is_named(name: str, unsafe: str) -> None:
    done = start(**{name: unsafe})
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert name in last
    assert unsafe not in last or name in {"TANDEM_DEBUG", "TANDEM_ALLOWED_HOSTS"}, "a secret is not repeated"
    assert done.stdout == ""


def test_production_sends_its_cookies_over_https_only() -> None:
    done = start()
    assert done.returncode == 0, done.stderr
    settings = set(done.stdout.splitlines())
    assert {
        "+ SESSION_COOKIE_SECURE = True",
        "+ CSRF_COOKIE_SECURE = True",
        "+ SECURE_SSL_REDIRECT = True",
        "+ SECURE_HSTS_SECONDS = 31536000",
    } <= settings
    assert "+ DEBUG = True" not in settings
