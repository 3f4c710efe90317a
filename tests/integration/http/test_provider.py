"""Sign-in through a provider: a real one on a port, whose word is believed only when all of it fits."""

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import RSAKey
from pytest_django import Settings

from annotations.store.client import database as mongo
from tests.builders import a_person
from tests.caller import Answer, Caller, anonymous
from tests.provider import CLIENT_ID, CLIENT_SECRET, Provider, running_provider

VERIFIED = {"email": "Alice@Example.org", "email_verified": True}


@pytest.fixture
def provider(database: None, settings: Settings) -> Iterator[Provider]:
    with running_provider() as found:
        settings.OIDC_ISSUER = found.issuer
        settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT_ID, CLIENT_SECRET
        settings.OIDC_NAME, settings.OIDC_SIGN_UP = "Example", False
        yield found


@pytest.fixture(autouse=True)
def alice(database: None) -> None:
    person = a_person("alice")
    person.user.email = "alice@example.org"
    person.user.save()


def leave(caller: Caller, **query: str) -> str:
    answer = caller.get("/sign-in/oidc", **query)
    assert answer.status == 302, answer
    return answer.headers["Location"]


def visit(provider: Provider, caller: Caller, **claims: Any) -> str:
    """Go to the provider and come back; return where the browser is sent then."""
    provider.claims = claims
    brought = provider.agree(leave(caller))
    return come_back(caller, brought).headers["Location"]


def come_back(caller: Caller, brought: dict[str, str]) -> Answer:
    answer = caller.get("/sign-in/oidc/callback", **brought)
    assert answer.status == 302, answer
    return answer


def name_of(caller: Caller) -> str:
    return str(caller.get("/api/me").good()["user"]["name"])


def test_a_verified_address_finds_its_account_and_the_link_stays(provider: Provider) -> None:
    first = anonymous()
    assert visit(provider, first, **VERIFIED) == "/"
    assert name_of(first) == "alice"
    mongo()["auth_user"].update_one({"username": "alice"}, {"$set": {"email": "new@example.org"}})
    second = anonymous()
    assert visit(provider, second) == "/"
    assert name_of(second) == "alice"


def test_the_browser_is_sent_with_state_nonce_and_challenge(provider: Provider) -> None:
    went = leave(anonymous())
    asked = parse_qs(urlsplit(went).query)
    assert went.startswith(f"{provider.issuer}/authorize?")
    assert set(asked["scope"][0].split()) == {"openid", "email", "profile"}
    assert all(len(asked[name][0]) >= 20 for name in ("state", "nonce", "code_challenge"))
    assert asked["redirect_uri"] == ["http://testserver/sign-in/oidc/callback"]


def test_it_comes_back_to_the_page_that_was_asked_for_and_to_no_other_site(provider: Provider) -> None:
    for wanted, reached in (
        ("/projects/x", "/projects/x"),
        ("https://evil.example", "/"),
        ("//evil.example", "/"),
    ):
        caller = anonymous()
        provider.claims = VERIFIED
        brought = provider.agree(leave(caller, next=wanted))
        assert come_back(caller, brought).headers["Location"] == reached


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of another visit"},
        {"exp": int(time.time()) - 3_600},
        {"iss": "http://evil.example"},
        {"aud": "another client"},
        {"sub": ""},
    ],
    ids=["nonce", "expired", "issuer", "audience", "subject"],
)
def test_a_token_that_does_not_fit_opens_nothing(provider: Provider, claims: dict[str, Any]) -> None:
    caller = anonymous()
    assert visit(provider, caller, **VERIFIED, **claims) == "/login?problem=provider_refused"
    caller.get("/api/me").fault(401, "not_signed_in")


def test_a_token_that_somebody_else_signed_opens_nothing(provider: Provider) -> None:
    provider.key = RSAKey.generate_key(2048, {"kid": "first"})
    caller = anonymous()
    assert visit(provider, caller, **VERIFIED) == "/login?problem=provider_refused"
    caller.get("/api/me").fault(401, "not_signed_in")


def test_a_state_of_another_browser_opens_nothing(provider: Provider) -> None:
    provider.claims = VERIFIED
    brought = provider.agree(leave(anonymous()))
    other = anonymous()
    leave(other)
    assert come_back(other, brought).headers["Location"] == "/login?problem=provider_refused"
    other.get("/api/me").fault(401, "not_signed_in")


def test_what_was_brought_back_counts_once(provider: Provider) -> None:
    caller = anonymous()
    provider.claims = VERIFIED
    brought = provider.agree(leave(caller))
    assert come_back(caller, brought).headers["Location"] == "/"
    assert come_back(caller, brought).headers["Location"] == "/login?problem=provider_refused"


@pytest.mark.parametrize(
    "brought", [{}, {"code": "x"}, {"state": "x"}, {"error": "access_denied", "state": "x"}]
)
def test_half_an_answer_opens_nothing(provider: Provider, brought: dict[str, str]) -> None:
    assert come_back(anonymous(), brought).headers["Location"] == "/login?problem=provider_refused"


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_was_not_verified_finds_nobody(provider: Provider, verified: object) -> None:
    caller = anonymous()
    reached = visit(provider, caller, email="alice@example.org", email_verified=verified)
    assert reached == "/login?problem=account_unverified"
    caller.get("/api/me").fault(401, "not_signed_in")


def test_somebody_unknown_gets_no_account_unless_that_is_allowed(
    provider: Provider, settings: Settings
) -> None:
    claims = {"sub": "p2", "email": "nora@example.org", "email_verified": True, "preferred_username": "alice"}
    assert visit(provider, anonymous(), **claims) == "/login?problem=account_unknown"
    settings.OIDC_SIGN_UP = True
    nora = anonymous()
    assert visit(provider, nora, **claims) == "/"
    assert name_of(nora) == "alice-2"
    assert nora.get("/api/me/account").good()["has_password"] is False


def test_even_then_an_unverified_address_is_not_taken_over(provider: Provider, settings: Settings) -> None:
    settings.OIDC_SIGN_UP = True
    caller = anonymous()
    assert visit(provider, caller, sub="p3", email="alice@example.org", email_verified=False) == "/"
    assert name_of(caller) == "alice-2"
    assert caller.get("/api/me/account").good()["email"] == ""


def test_an_account_that_is_switched_off_stays_so(provider: Provider) -> None:
    assert visit(provider, anonymous(), **VERIFIED) == "/"
    mongo()["auth_user"].update_one({"username": "alice"}, {"$set": {"is_active": False}})
    assert visit(provider, anonymous(), **VERIFIED) == "/login?problem=account_off"


def test_the_sign_in_page_learns_the_providers_name(provider: Provider, settings: Settings) -> None:
    assert anonymous().get("/api/sign-in").good() == {"provider": "Example"}
    settings.OIDC_ISSUER = ""
    assert anonymous().get("/api/sign-in").good() == {"provider": None}
    assert leave(anonymous()) == "/login?problem=provider_none"


def test_a_provider_that_is_away_is_said_to_be(database: None, settings: Settings) -> None:
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = (
        "http://127.0.0.1:9",
        "x",
        "y",
    )
    assert leave(anonymous()) == "/login?problem=provider_away"
