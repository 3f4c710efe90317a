"""Invitations: sent by managers, opened once by whoever has the link."""

import re
import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core import mail
from pytest_django import Settings

from annotations.actions.accept_invitation import accept_invitation
from annotations.domain.record import utc_now
from annotations.errors import PortalError
from annotations.store import projects
from annotations.store.client import database as mongo
from portal.supervisor.ports import choose_port
from tests.builders import Cast, a_person
from tests.caller import Answer, Caller, Json, anonymous, signed_in

STRONG = "a long enough Passphrase 7"


def invite(caller: Caller, cast: Cast, *emails: str, role: str = "annotator") -> list[Json]:
    body = {"emails": list(emails) or ["nina@example.org"], "role": role}
    invited: list[Json] = caller.post(f"/api/projects/{cast.project.id}/invitations", body).good(201)[
        "invited"
    ]
    return invited


def token_of(invited: Json) -> str:
    return str(invited["link"]).partition("#")[2]


def look(caller: Caller, token: str) -> Answer:
    return caller.post("/api/invitations/look", {"token": token})


def accept(caller: Caller, token: str, **more: str) -> Answer:
    return caller.post("/api/invitations/accept", {"token": token, **more})


def listed(caller: Caller, cast: Cast, **query: object) -> list[str]:
    found = caller.get(f"/api/projects/{cast.project.id}/invitations", **query).good()["invitations"]
    return [entry["email"] for entry in found]


def test_a_new_person_makes_an_account_by_the_link_and_is_in(cast: Cast, alice: Caller) -> None:
    (invited,) = invite(alice, cast, " Nina@Example.org")
    assert (invited["outcome"], invited["email"]) == ("invited", "nina@example.org")
    letter = mail.outbox[-1]
    assert letter.to == ["nina@example.org"]
    assert re.search(r"https?://\S+/invitation#\S+", str(letter.body))
    assert invited["link"] in str(letter.body)
    nina = anonymous()
    seen = look(nina, token_of(invited)).good()
    assert (seen["project_name"], seen["role"], seen["invited_by"]) == ("Street", "annotator", "alice")
    assert (seen["has_account"], seen["signed_in_as"]) == (False, None)
    joined = accept(nina, token_of(invited), username="nina", password=STRONG).good()
    assert joined == {"project_id": cast.project.id, "role": "annotator"}
    assert nina.get("/api/me").good()["user"]["name"] == "nina"
    assert nina.get(f"/api/projects/{cast.project.id}").good()["my_role"] == "annotator"
    assert User.objects.get(username="nina").email == "nina@example.org"
    told = alice.get("/api/notifications").good()["notifications"][0]
    assert (told["kind"], told["actor"]["name"]) == ("joined", "nina")


def test_the_token_is_kept_as_a_hash_only(cast: Cast, alice: Caller) -> None:
    (invited,) = invite(alice, cast)
    assert token_of(invited) not in str(list(mongo()["invitations"].find()))
    assert "token" not in str(alice.get(f"/api/projects/{cast.project.id}/invitations").good())


def test_a_weak_password_and_a_taken_name_are_told_at_their_fields(cast: Cast, alice: Caller) -> None:
    token = token_of(invite(alice, cast)[0])
    assert set(accept(anonymous(), token).fault(400, "input_invalid")) == {"username", "password"}
    assert set(accept(anonymous(), token, username="n n!", password="short").fault(400, "input_invalid")) == {
        "username",
        "password",
    }
    taken = accept(anonymous(), token, username="bob", password=STRONG)
    assert taken.fault(409, "already_exists") == {"username": "taken"}
    accept(anonymous(), token, username="nina", password=STRONG).good()


def test_who_is_signed_in_joins_as_themselves_and_no_role_is_lowered(cast: Cast, alice: Caller) -> None:
    oscar = signed_in(cast.oscar)
    token = token_of(invite(alice, cast, role="reviewer")[0])
    assert look(oscar, token).good()["signed_in_as"] == "oscar"
    assert accept(oscar, token).good()["role"] == "reviewer"
    lower = token_of(invite(alice, cast, role="guest")[0])
    assert accept(oscar, lower).good()["role"] == "reviewer"
    higher = token_of(invite(alice, cast, role="manager")[0])
    assert accept(oscar, higher).good()["role"] == "manager"


def test_a_link_that_opens_nothing_says_why(cast: Cast, alice: Caller) -> None:
    used, revoked, old = (invite(alice, cast, f"{name}@example.org")[0] for name in ("a", "b", "c"))
    accept(signed_in(cast.oscar), token_of(used)).good()
    assert alice.call("DELETE", f"/api/invitations/{revoked['invitation']['id']}").status == 204
    past = {"$set": {"expires_at": utc_now() - timedelta(seconds=1)}}
    mongo()["invitations"].update_one({"_id": old["invitation"]["id"]}, past)
    for invited, reason in ((used, "used"), (revoked, "revoked"), (old, "expired")):
        for answer in (look(anonymous(), token_of(invited)), accept(anonymous(), token_of(invited))):
            assert answer.fault(409, "state_conflict") == {"token": reason}
    look(anonymous(), "nothing").fault(404, "not_found")
    accept(anonymous(), "nothing", username="nina", password=STRONG).fault(404, "not_found")
    look(anonymous(), "").fault(400, "input_invalid")
    assert not User.objects.filter(username="nina").exists()


def test_one_link_lets_one_person_in_however_many_open_it_at_once(cast: Cast, alice: Caller) -> None:
    token = token_of(invite(alice, cast)[0])
    crowd = [a_person(f"guest {number}") for number in range(4)]
    gate = threading.Barrier(len(crowd))
    outcomes: list[str] = []

    def enter(place: int) -> None:
        gate.wait()
        try:
            outcomes.append(accept_invitation(token=token, actor=crowd[place].actor)[1])
        except PortalError as fault:
            outcomes.append(fault.code)

    threads = [threading.Thread(target=enter, args=(place,)) for place in range(len(crowd))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["annotator"] + ["state_conflict"] * 3
    inside = [projects.find_role(cast.project.id, person.id) for person in crowd]
    assert inside.count("annotator") == 1


def test_inviting_again_makes_the_old_link_open_nothing(cast: Cast, alice: Caller) -> None:
    (first,) = invite(alice, cast)
    (second,) = invite(alice, cast, role="reviewer")
    assert (second["outcome"], second["invitation"]["id"]) == ("renewed", first["invitation"]["id"])
    look(anonymous(), token_of(first)).fault(404, "not_found")
    third = alice.post(f"/api/invitations/{first['invitation']['id']}/again").good()
    look(anonymous(), token_of(second)).fault(404, "not_found")
    assert look(anonymous(), token_of(third)).good()["role"] == "reviewer"
    accept(signed_in(cast.oscar), token_of(third)).good()
    alice.post(f"/api/invitations/{first['invitation']['id']}/again").fault(409, "state_conflict")
    alice.call("DELETE", f"/api/invitations/{first['invitation']['id']}").fault(409, "state_conflict")


def test_a_revoked_invitation_can_be_made_good_again(cast: Cast, alice: Caller) -> None:
    (invited,) = invite(alice, cast)
    address = f"/api/invitations/{invited['invitation']['id']}"
    assert alice.call("DELETE", address).status == 204
    assert alice.call("DELETE", address).status == 204
    renewed = alice.post(f"{address}/again").good()
    look(anonymous(), token_of(renewed)).good()
    alice.call("DELETE", address)
    invite(alice, cast)
    alice.post(f"{address}/again").fault(409, "state_conflict")


def test_several_addresses_go_together_and_a_wrong_one_is_named(cast: Cast, alice: Caller) -> None:
    User.objects.filter(pk=cast.bob.user.pk).update(email="bob@example.org")
    invited = invite(alice, cast, "a@example.org", "bob@example.org", "A@example.org")
    assert [(entry["email"], entry["outcome"]) for entry in invited] == [
        ("a@example.org", "invited"),
        ("bob@example.org", None),
    ]
    body = {"emails": ["b@example.org", "no address"], "role": "guest"}
    wrong = alice.post(f"/api/projects/{cast.project.id}/invitations", body)
    assert set(wrong.fault(400, "input_invalid")) == {"emails.1"}
    assert listed(alice, cast) == ["a@example.org"]
    body = {"emails": [], "role": "guest"}
    alice.post(f"/api/projects/{cast.project.id}/invitations", body).fault(400, "input_invalid")


def test_where_no_mail_goes_out_the_answer_says_so_and_the_link_works(
    cast: Cast, alice: Caller, settings: Settings
) -> None:
    assert invite(alice, cast, "a@example.org")[0]["mailed"] == "logged"
    settings.MAIL_GOES_OUT = True
    assert invite(alice, cast, "b@example.org")[0]["mailed"] == "sent"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", choose_port()
    (invited,) = invite(alice, cast, "c@example.org")
    assert invited["mailed"] == "failed"
    look(anonymous(), token_of(invited)).good()


def test_invitations_are_listed_found_and_paged(cast: Cast, alice: Caller) -> None:
    for name in ("b", "a", "c"):
        invite(alice, cast, f"{name}@example.org")
    assert listed(alice, cast) == ["c@example.org", "a@example.org", "b@example.org"]
    assert listed(alice, cast, sort="email") == ["a@example.org", "b@example.org", "c@example.org"]
    assert listed(alice, cast, q="B") == ["b@example.org"]
    for sort in ("newest", "email"):
        path = f"/api/projects/{cast.project.id}/invitations"
        first = alice.get(path, limit=2, sort=sort).good()
        rest = alice.get(path, limit=2, sort=sort, after=first["next"]).good()
        assert len({entry["id"] for entry in first["invitations"] + rest["invitations"]}) == 3
    assert listed(alice, cast, status="accepted") == []


def test_guessing_tokens_is_slowed_down(cast: Cast) -> None:
    stranger = anonymous()
    for _ in range(20):
        look(stranger, "guess").fault(404, "not_found")
    refused = look(stranger, "guess")
    refused.fault(429, "too_many_requests")
    assert refused.headers["Retry-After"] == "300"


@pytest.mark.parametrize("who", ["bob", "rita", "vera"])
def test_only_managers_see_and_send_invitations(cast: Cast, alice: Caller, who: str) -> None:
    (invited,) = invite(alice, cast)
    caller = signed_in(getattr(cast, who))
    path = f"/api/projects/{cast.project.id}/invitations"
    caller.get(path).fault(403, "forbidden")
    caller.post(path, {"emails": ["x@example.org"], "role": "guest"}).fault(403, "forbidden")
    caller.post(f"/api/invitations/{invited['invitation']['id']}/again").fault(403, "forbidden")
