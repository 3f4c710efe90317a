"""The environment is read with types, refuses what it does not understand, and is safe in production."""

from pathlib import Path

import pytest

from portal.env import (
    PROJECT_ROOT,
    EnvironmentInvalid,
    read_bool,
    read_environment,
    read_int,
    read_list,
    read_path,
    read_secret,
    read_url,
)

LONG_SECRET = "kQ3vX8_pLr7mZ1nB5tYw2cHs9dJf4gUa6eRo0iTqM"
SAFE = {
    "TANDEM_PRODUCTION": "true",
    "TANDEM_SECRET_KEY": LONG_SECRET,
    "TANDEM_ALLOWED_HOSTS": "tandem.example.org",
    "MONGODB_URI": "mongodb://tandem:pw@db.example.org/?replicaSet=rs0",
    "REDIS_URL": "redis://:pw@valkey.example.org:6379/0",
}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("", True), ("true", True), ("1", True), ("TRUE", True), ("false", False), ("0", False)],
)
def test_a_bool_is_one_of_four_words_or_its_default(raw: str, expected: bool) -> None:
    assert read_bool({"FLAG": raw}, "FLAG", True) is expected


@pytest.mark.parametrize("raw", ["yes", "on", "2", "truee"])
def test_any_other_bool_is_refused_by_name(raw: str) -> None:
    with pytest.raises(EnvironmentInvalid, match="FLAG must be true"):
        read_bool({"FLAG": raw}, "FLAG", False)


def test_a_number_outside_its_range_is_refused_by_name() -> None:
    assert read_int({}, "PORT", 8400, low=1, high=65535) == 8400
    assert read_int({"PORT": "65535"}, "PORT", 8400, low=1, high=65535) == 65535
    for raw in ("0", "65536", "eighty", "8e3"):
        with pytest.raises(EnvironmentInvalid, match="PORT must be"):
            read_int({"PORT": raw}, "PORT", 8400, low=1, high=65535)


@pytest.mark.parametrize(
    ("raw", "expected"), [("", ("z",)), (" , ", ("z",)), ("a", ("a",)), (" a, b ,", ("a", "b"))]
)
def test_a_list_is_split_at_commas_without_blanks(raw: str, expected: tuple[str, ...]) -> None:
    assert read_list({"HOSTS": raw}, "HOSTS", ("z",)) == expected


def test_a_relative_path_starts_at_the_project() -> None:
    assert read_path({}, "HOME_FOLDER", "var") == PROJECT_ROOT / "var"
    assert read_path({"HOME_FOLDER": "/srv/tandem"}, "HOME_FOLDER", "var") == Path("/srv/tandem")


def test_a_secret_comes_from_its_value_or_its_file(tmp_path: Path) -> None:
    secret_file = tmp_path / "secret"
    secret_file.write_text("from file\n")
    assert read_secret({}, "KEY") is None
    assert read_secret({"KEY": "direct"}, "KEY") == "direct"
    assert read_secret({"KEY_FILE": str(secret_file)}, "KEY") == "from file"


def test_a_secret_file_that_cannot_be_used_fails_loudly(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.write_text("\n")
    for values in (
        {"KEY_FILE": str(tmp_path / "gone")},
        {"KEY_FILE": str(empty)},
        {"KEY": "a", "KEY_FILE": "b"},
    ):
        with pytest.raises(EnvironmentInvalid, match="KEY"):
            read_secret(values, "KEY")


@pytest.mark.parametrize("raw", ["http://db.example.org", "mongodb://", "db.example.org:27017"])
def test_an_address_of_another_kind_is_refused_by_name(raw: str) -> None:
    with pytest.raises(EnvironmentInvalid, match="MONGODB_URI"):
        read_url({"MONGODB_URI": raw}, "MONGODB_URI", "", schemes=("mongodb", "mongodb+srv"))


def test_an_empty_environment_gives_safe_defaults(tmp_path: Path) -> None:
    environment = read_environment({"TANDEM_HOME": str(tmp_path)})
    assert (environment.port, environment.host_bind, environment.debug) == (8400, "127.0.0.1", False)
    assert environment.allowed_hosts == ("localhost", "127.0.0.1")
    assert environment.origins == ("http://localhost:8400", "http://127.0.0.1:8400")
    assert not environment.mongodb_given
    assert len(environment.secret_key) >= 32


def test_secrets_do_not_show_in_the_environments_repr(tmp_path: Path) -> None:
    environment = read_environment({**SAFE, "TANDEM_HOME": str(tmp_path), "TANDEM_ADMIN_PASSWORD": "hush"})
    assert LONG_SECRET not in repr(environment)
    assert "pw" not in repr(environment)
    assert "hush" not in repr(environment)


def test_the_kept_secret_key_is_used_when_none_is_given(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text(f"{LONG_SECRET}\n")
    assert read_environment({"TANDEM_HOME": str(tmp_path)}).secret_key == LONG_SECRET


def test_production_starts_with_safe_values(tmp_path: Path) -> None:
    assert read_environment({**SAFE, "TANDEM_HOME": str(tmp_path)}).production


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("TANDEM_DEBUG", "true"),
        ("TANDEM_SECRET_KEY", ""),
        ("TANDEM_SECRET_KEY", "short"),
        ("TANDEM_SECRET_KEY", "a" * 64),
        ("TANDEM_SECRET_KEY", f"django-insecure-{LONG_SECRET}"),
        ("TANDEM_SECRET_KEY", f"change-me-{LONG_SECRET}"),
        ("TANDEM_ALLOWED_HOSTS", "*"),
        ("TANDEM_ALLOWED_HOSTS", "tandem.example.org, *"),
        ("MONGODB_URI", "mongodb://db.example.org/?replicaSet=rs0"),
        ("MONGODB_URI", "mongodb://127.0.0.1,db.example.org/?replicaSet=rs0"),
        ("MONGODB_URI", "mongodb+srv://db.example.org/"),
        ("REDIS_URL", "redis://valkey.example.org:6379/0"),
    ],
)
def test_production_refuses_an_unsafe_value_by_name(tmp_path: Path, name: str, raw: str) -> None:
    with pytest.raises(EnvironmentInvalid, match=name):
        read_environment({**SAFE, "TANDEM_HOME": str(tmp_path), name: raw})


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("MONGODB_URI", "mongodb://127.0.0.1:27017/?replicaSet=rs0"),
        ("MONGODB_URI", "mongodb://[::1]:27017,localhost:27018/?replicaSet=rs0"),
        ("REDIS_URL", "redis://localhost:6379/0"),
        ("REDIS_URL", "unix:///run/valkey.sock"),
    ],
)
def test_production_accepts_servers_of_this_machine_without_a_password(
    tmp_path: Path, name: str, raw: str
) -> None:
    assert read_environment({**SAFE, "TANDEM_HOME": str(tmp_path), name: raw}).production


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("TANDEM_OIDC_ISSUER", "http://id.example.org"),
        ("TANDEM_OIDC_ISSUER", "id.example.org"),
        ("TANDEM_OIDC_CLIENT_ID", ""),
        ("TANDEM_OIDC_CLIENT_SECRET", ""),
        ("TANDEM_OIDC_SIGN_UP", "perhaps"),
    ],
)
def test_half_a_sign_in_provider_is_refused_by_name(tmp_path: Path, name: str, raw: str) -> None:
    whole = {
        "TANDEM_HOME": str(tmp_path),
        "TANDEM_OIDC_ISSUER": "https://id.example.org/",
        "TANDEM_OIDC_CLIENT_ID": "tandem",
        "TANDEM_OIDC_CLIENT_SECRET": "between the two",
    }
    assert read_environment(whole).oidc_issuer == "https://id.example.org"
    with pytest.raises(EnvironmentInvalid, match=name):
        read_environment({**whole, name: raw})
