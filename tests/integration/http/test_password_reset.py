"""A new password for who cannot sign in: the same answer for everybody, a link for an hour, used once."""

import base64
import re

import orjson
import pytest
from django.conf import settings as portal_settings
from django.core import mail
from redis import Redis

from annotations import tasks
from annotations.accounts import account_of, reset_link
from annotations.store.client import database as mongo
from tests.builders import Person, a_person
from tests.caller import Answer, Caller, anonymous

OLD, NEW = "an old Passphrase 5", "a newer Passphrase 6"


@pytest.fixture
def nina(database: None) -> Person:
    person = a_person("nina", password=OLD)
    person.user.email = "nina@example.org"
    person.user.save()
    return person


def sign_in(password: str) -> tuple[Caller, Answer]:
    browser = anonymous()
    return browser, browser.post("/api/session", {"username": "nina", "password": password})


def parts(link: str) -> dict[str, str]:
    uid, _, token = link.partition("#")[2].partition(".")
    return {"uid": uid, "token": token}


def confirm(link: str, password: str) -> Answer:
    return anonymous().post("/api/password-resets/confirm", {**parts(link), "password": password})


def take_letter() -> list[str]:
    """Take what was asked of the worker from the broker, and do it; return the letters it wrote."""
    broker = Redis.from_url(portal_settings.CELERY_BROKER_URL)
    queue = f"{portal_settings.HINT_PREFIX}{portal_settings.CELERY_TASK_DEFAULT_QUEUE}"
    written: list[str] = []
    while (message := broker.lpop(queue)) is not None:
        envelope = orjson.loads(message)  # type: ignore[arg-type]  # the client is synchronous
        if envelope["headers"]["task"] == "annotations.mail_reset":
            before = len(mail.outbox)
            tasks.mail_reset(*orjson.loads(base64.b64decode(envelope["body"]))[0])
            written += [str(letter.body) for letter in mail.outbox[before:]]
    return written


@pytest.mark.parametrize("said", ["nina", "nina@example.org", " Nina@Example.org "])
def test_a_link_comes_by_mail_and_sets_the_password_once(nina: Person, said: str) -> None:
    take_letter()
    anonymous().post("/api/password-resets", {"email_or_name": said}).good()
    (letter,) = take_letter()
    found = re.search(r"https?://\S+/reset#\S+", letter)
    assert found
    assert confirm(found[0], NEW).status == 204
    assert sign_in(NEW)[1].status == 200
    sign_in(OLD)[1].fault(401, "not_signed_in")
    assert confirm(found[0], OLD).fault(400, "input_invalid") == {"token": "not valid"}


def test_the_answer_does_not_tell_who_has_an_account(nina: Person) -> None:
    a_person("mailless")
    take_letter()
    answers = {
        anonymous().post("/api/password-resets", {"email_or_name": said}).content
        for said in ("nina", "nobody", "nobody@example.org", "mailless")
    }
    assert len(answers) == 1
    assert len(take_letter()) == 1


def test_all_sessions_and_tokens_end_with_the_old_password(nina: Person) -> None:
    browser, answer = sign_in(OLD)
    answer.good()
    token = anonymous().post("/api/tokens", {"username": "nina", "password": OLD}).good()["token"]
    program = anonymous().with_headers({"Authorization": f"Bearer {token}"})
    nina.user.refresh_from_db()
    assert confirm(reset_link(nina.user), NEW).status == 204
    assert mongo()["django_session"].count_documents({"session_key": browser.session_key}) == 0
    assert mongo()["tokens"].count_documents({"user_id": nina.user.pk, "revoked_at": None}) == 0
    browser.get("/api/me").fault(401, "not_signed_in")
    # What was looked up a moment ago is trusted for two seconds; nobody had used the token yet.
    program.get("/api/projects").fault(401, "not_signed_in")


def test_a_weak_password_is_told_at_its_field_and_the_link_stays_good(nina: Person) -> None:
    link = reset_link(nina.user)
    assert set(confirm(link, "short").fault(400, "input_invalid")) == {"password"}
    assert set(confirm(link, "nina@example.org").fault(400, "input_invalid")) == {"password"}
    assert confirm(link, NEW).status == 204


@pytest.mark.parametrize(
    ("uid", "token"), [("x", "x"), ("AAAA", "x-y"), ("%00", "a"), ("NjU", "{}"), ("_" * 100, "é")]
)
def test_a_link_that_nobody_made_is_refused(nina: Person, uid: str, token: str) -> None:
    body = {"uid": uid, "token": token, "password": NEW}
    anonymous().post("/api/password-resets/confirm", body).fault(400, "input_invalid")


def test_a_link_of_an_hour_ago_is_refused(nina: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    link = reset_link(nina.user)
    monkeypatch.setattr(portal_settings, "PASSWORD_RESET_TIMEOUT", -1)
    assert confirm(link, NEW).fault(400, "input_invalid") == {"token": "not valid"}


def test_who_was_switched_off_gets_no_new_password(nina: Person) -> None:
    link = reset_link(nina.user)
    nina.user.is_active = False
    nina.user.save()
    confirm(link, NEW).fault(400, "input_invalid")
    take_letter()
    anonymous().post("/api/password-resets", {"email_or_name": "nina"}).good()
    assert take_letter() == []
    assert account_of(nina.user).name == "nina"


def test_asking_again_and_again_is_slowed_down(nina: Person) -> None:
    for _ in range(5):
        anonymous().post("/api/password-resets", {"email_or_name": "nina"}).good()
    refused = anonymous().post("/api/password-resets", {"email_or_name": "NINA "})
    refused.fault(429, "too_many_requests")
    anonymous().post("/api/password-resets", {"email_or_name": ""}).fault(400, "input_invalid")
