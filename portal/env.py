"""Own the reading of environment variables: typed readers that name the variable and fail loudly."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

PROJECT_ROOT = Path(__file__).resolve().parent.parent
DEFAULT_MONGODB_URI = "mongodb://127.0.0.1:27017/?replicaSet=rs0"
DEFAULT_REDIS_URL = "redis://127.0.0.1:6379/0"
SECRET_KEY_FILE_NAME = "secret.key"  # noqa: S105 - the name of a file
SECRET_KEY_MIN_LENGTH = 32
KNOWN_SECRET_PREFIXES = ("change", "django-insecure", "example", "secret", "test")

TRUE_WORDS = frozenset({"true", "1"})
FALSE_WORDS = frozenset({"false", "0"})


class EnvironmentInvalid(ValueError):
    """An environment variable is missing, malformed or unsafe for production."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name} {reason}")
        self.name = name


@dataclass(frozen=True, slots=True)
class Environment:
    """Everything Tandem takes from the environment, read once and never changed."""

    port: int
    host_bind: str
    home: Path
    mongodb_uri: str = field(repr=False)
    mongodb_given: bool
    redis_url: str = field(repr=False)
    redis_given: bool
    database: str
    admin_password: str | None = field(repr=False)
    secret_key: str = field(repr=False)
    debug: bool
    production: bool
    allowed_hosts: tuple[str, ...]
    origins: tuple[str, ...]
    worker_threads: int
    upload_max_mb: int
    uploads_open: int
    upload_hours: int
    project_max_mb: int
    project_max_assets: int
    audit_days: int
    frame_cache_mb: int
    trainers: Path | None
    smtp_host: str | None
    smtp_port: int
    smtp_user: str
    smtp_password: str | None = field(repr=False)
    smtp_security: str
    mail_from: str
    oidc_issuer: str
    oidc_client_id: str
    oidc_client_secret: str = field(repr=False)
    oidc_name: str
    oidc_sign_up: bool


def read_bool(values: Mapping[str, str], name: str, default: bool) -> bool:
    """Read a yes-or-no variable; only true, false, 1 and 0 are understood."""
    raw = values.get(name, "").strip().lower()
    if not raw:
        return default
    if raw in TRUE_WORDS:
        return True
    if raw in FALSE_WORDS:
        return False
    raise EnvironmentInvalid(name, f"must be true, false, 1 or 0, not {raw!r}")


def read_int(values: Mapping[str, str], name: str, default: int, *, low: int, high: int) -> int:
    """Read a whole number between `low` and `high`, both included."""
    raw = values.get(name, "").strip()
    if not raw:
        return default
    try:
        number = int(raw)
    except ValueError:
        raise EnvironmentInvalid(name, f"must be a whole number, not {raw!r}") from None
    if not low <= number <= high:
        raise EnvironmentInvalid(name, f"must be between {low} and {high}, not {number}")
    return number


def read_text(values: Mapping[str, str], name: str, default: str) -> str:
    """Read a text; an empty value counts as not given."""
    return values.get(name, "").strip() or default


def read_choice(values: Mapping[str, str], name: str, known: tuple[str, ...]) -> str:
    """Read one of a few words; the first of them is the default."""
    word = read_text(values, name, known[0]).lower()
    if word not in known:
        raise EnvironmentInvalid(name, f"must be {' or '.join(known)}, not {word!r}")
    return word


def read_list(values: Mapping[str, str], name: str, default: tuple[str, ...]) -> tuple[str, ...]:
    """Read a comma-separated list; blanks around and between items are dropped."""
    items = tuple(item.strip() for item in values.get(name, "").split(",") if item.strip())
    return items or default


def read_path(values: Mapping[str, str], name: str, default: str) -> Path:
    """Read a folder or file; a relative one starts at the project's root."""
    return (PROJECT_ROOT / Path(read_text(values, name, default)).expanduser()).resolve()


def read_secret(values: Mapping[str, str], name: str) -> str | None:
    """Read a secret from `name`, or from the file that `name`_FILE points to.

    Raises:
        EnvironmentInvalid: both are given, or the file is missing or empty.
    """
    direct, file_name = values.get(name, ""), values.get(f"{name}_FILE", "").strip()
    if direct and file_name:
        raise EnvironmentInvalid(name, f"and {name}_FILE are both set; keep one")
    if not file_name:
        return direct or None
    try:
        secret = Path(file_name).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise EnvironmentInvalid(f"{name}_FILE", f"cannot be read: {error.strerror} ({file_name})") from error
    if not secret:
        raise EnvironmentInvalid(f"{name}_FILE", f"points to an empty file ({file_name})")
    return secret


def read_url(values: Mapping[str, str], name: str, default: str, *, schemes: tuple[str, ...]) -> str:
    """Read an address with one of `schemes`, or from `name`_FILE as it can hold a password."""
    url = read_secret(values, name) or default
    parts = urlsplit(url)
    if parts.scheme not in schemes:
        raise EnvironmentInvalid(name, f"must start with {' or '.join(f'{s}://' for s in schemes)}")
    if not parts.netloc and parts.scheme != "unix":
        raise EnvironmentInvalid(name, "names no host")
    return url


def read_environment(values: Mapping[str, str] | None = None) -> Environment:
    """Return the checked environment; without `values` the process's own, read only the first time.

    Raises:
        EnvironmentInvalid: a variable is malformed, or unsafe while TANDEM_PRODUCTION is true.
    """
    return _own_environment() if values is None else _read(values)


def child_environment(overrides: Mapping[str, str]) -> dict[str, str]:
    """Return this process's variables with `overrides` on top, for a process to be started."""
    return {**os.environ, **overrides}


@cache
def _own_environment() -> Environment:
    return _read(os.environ)


def _read(values: Mapping[str, str]) -> Environment:
    port = read_int(values, "PORT", 8400, low=1, high=65535)
    home = read_path(values, "TANDEM_HOME", "var")
    hosts = read_list(values, "TANDEM_ALLOWED_HOSTS", ("localhost", "127.0.0.1"))
    production = read_bool(values, "TANDEM_PRODUCTION", False)
    given_secret = read_secret(values, "TANDEM_SECRET_KEY") or _kept_secret(home)
    environment = Environment(
        port=port,
        host_bind=read_text(values, "HOST_BIND", "127.0.0.1"),
        home=home,
        mongodb_uri=read_url(values, "MONGODB_URI", DEFAULT_MONGODB_URI, schemes=("mongodb", "mongodb+srv")),
        mongodb_given=_is_given(values, "MONGODB_URI"),
        redis_url=read_url(values, "REDIS_URL", DEFAULT_REDIS_URL, schemes=("redis", "rediss", "unix")),
        redis_given=_is_given(values, "REDIS_URL"),
        database=read_text(values, "TANDEM_DB", "tandem"),
        admin_password=read_secret(values, "TANDEM_ADMIN_PASSWORD"),
        secret_key=given_secret or secrets.token_urlsafe(48),
        debug=read_bool(values, "TANDEM_DEBUG", False),
        production=production,
        allowed_hosts=hosts,
        origins=read_list(
            values, "TANDEM_ORIGINS", tuple(f"http://{h}:{port}" for h in hosts if "*" not in h)
        ),
        worker_threads=read_int(
            values, "TANDEM_WORKER_THREADS", max(1, (os.cpu_count() or 1) // 2), low=1, high=256
        ),
        upload_max_mb=read_int(values, "TANDEM_UPLOAD_MAX_MB", 51_200, low=1, high=100_000_000),
        uploads_open=read_int(values, "TANDEM_UPLOADS_OPEN", 50, low=1, high=10_000),
        upload_hours=read_int(values, "TANDEM_UPLOAD_HOURS", 72, low=1, high=8_760),
        project_max_mb=read_int(values, "TANDEM_PROJECT_MAX_MB", 0, low=0, high=1_000_000_000),
        project_max_assets=read_int(values, "TANDEM_PROJECT_MAX_ASSETS", 0, low=0, high=1_000_000_000),
        audit_days=read_int(values, "TANDEM_AUDIT_DAYS", 0, low=0, high=36_500),
        frame_cache_mb=read_int(values, "TANDEM_FRAME_CACHE_MB", 2_048, low=16, high=1_048_576),
        trainers=read_path(values, "TANDEM_TRAINERS", "") if _is_given(values, "TANDEM_TRAINERS") else None,
        smtp_host=read_text(values, "TANDEM_SMTP_HOST", "") or None,
        smtp_port=read_int(values, "TANDEM_SMTP_PORT", 587, low=1, high=65535),
        smtp_user=read_text(values, "TANDEM_SMTP_USER", ""),
        smtp_password=read_secret(values, "TANDEM_SMTP_PASSWORD"),
        smtp_security=read_choice(values, "TANDEM_SMTP_SECURITY", ("starttls", "tls", "none")),
        mail_from=read_text(
            values, "TANDEM_MAIL_FROM", f"Tandem <tandem@{hosts[0].lstrip('.*') or 'localhost'}>"
        ),
        oidc_issuer=read_text(values, "TANDEM_OIDC_ISSUER", "").rstrip("/"),
        oidc_client_id=read_text(values, "TANDEM_OIDC_CLIENT_ID", ""),
        oidc_client_secret=read_secret(values, "TANDEM_OIDC_CLIENT_SECRET") or "",
        oidc_name=read_text(values, "TANDEM_OIDC_NAME", "your organisation"),
        oidc_sign_up=read_bool(values, "TANDEM_OIDC_SIGN_UP", False),
    )
    _check_provider(environment)
    if production:
        _refuse_unsafe(environment, given_secret)
    return environment


def _is_given(values: Mapping[str, str], name: str) -> bool:
    return bool(values.get(name, "").strip() or values.get(f"{name}_FILE", "").strip())


def _kept_secret(home: Path) -> str | None:
    try:
        return (home / SECRET_KEY_FILE_NAME).read_text(encoding="utf-8").strip() or None
    except OSError:
        return None


def _check_provider(environment: Environment) -> None:
    if not environment.oidc_issuer:
        return
    parts = urlsplit(environment.oidc_issuer)
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(environment.oidc_issuer)):
        raise EnvironmentInvalid("TANDEM_OIDC_ISSUER", "must start with https://")
    for name, value in (
        ("TANDEM_OIDC_CLIENT_ID", environment.oidc_client_id),
        ("TANDEM_OIDC_CLIENT_SECRET", environment.oidc_client_secret),
    ):
        if not value:
            raise EnvironmentInvalid(name, "must be set while TANDEM_OIDC_ISSUER is")


def _refuse_unsafe(environment: Environment, given_secret: str | None) -> None:
    if environment.debug:
        raise EnvironmentInvalid("TANDEM_DEBUG", "must be false while TANDEM_PRODUCTION is true")
    if given_secret is None:
        raise EnvironmentInvalid("TANDEM_SECRET_KEY", "must be set while TANDEM_PRODUCTION is true")
    if len(given_secret) < SECRET_KEY_MIN_LENGTH or len(set(given_secret)) < SECRET_KEY_MIN_LENGTH // 4:
        raise EnvironmentInvalid(
            "TANDEM_SECRET_KEY", f"must have {SECRET_KEY_MIN_LENGTH} or more varied characters in production"
        )
    if given_secret.lower().startswith(KNOWN_SECRET_PREFIXES):
        raise EnvironmentInvalid("TANDEM_SECRET_KEY", "is a known example; make a random one for production")
    if any(host.strip() in {"*", "."} for host in environment.allowed_hosts):
        raise EnvironmentInvalid("TANDEM_ALLOWED_HOSTS", "must not be * while TANDEM_PRODUCTION is true")
    for name, url in (("MONGODB_URI", environment.mongodb_uri), ("REDIS_URL", environment.redis_url)):
        if not _has_password(url) and not _is_loopback(url):
            raise EnvironmentInvalid(name, "needs a user and password: the host is not this machine")


def _has_password(url: str) -> bool:
    return bool(urlsplit(url).password)


def _is_loopback(url: str) -> bool:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return True
    if parts.scheme == "mongodb+srv":
        return False
    return all(_is_loopback_host(host) for host in parts.netloc.rpartition("@")[2].split(","))


def _is_loopback_host(host_and_port: str) -> bool:
    host = (urlsplit(f"//{host_and_port}").hostname or "").lower()
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
