"""The audit trail as people ask for it: by words, person, act, subject and time; and whether it is whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from annotations.domain.audit import MOST_PREFIX_WORDS, AuditEntry, Outcome, words_of
from annotations.domain.ids import ID_PATTERN
from annotations.domain.record import utc_now
from annotations.errors import InputInvalid
from annotations.store import audit
from annotations.store.audit import START, Head, Wanted

MOST_TERMS = 6


@dataclass(frozen=True)
class Broken:
    """The first place at which the chain does not hold, and why."""

    number: int
    reason: str


def wanted_entries(
    *,
    q: str | None = None,
    actor: str | None = None,
    act: str | None = None,
    project_id: str | None = None,
    subject: str | None = None,
    outcome: Outcome | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    oldest_first: bool = False,
) -> Wanted | None:
    """Return which rows are asked for; None when a word of the search is in no row at all.

    Args:
        q: Beginnings of words, all of which a row has; ids as a whole.
        actor: A person's id or sign-in name.
        act: What was done, as `noun.verbed`, or the noun alone.
        project_id: Only what was done in this project.
        subject: The id of what it was done to.
        outcome: How it ended.
        since: From this moment on.
        until: Before this moment.
        oldest_first: In which order.

    Raises:
        InputInvalid: a beginning stands for too many words.
    """
    keys: list[tuple[str, ...]] = []
    if actor is not None and ID_PATTERN.match(actor):
        # Person and act are asked for together often enough to have a key of their own.
        keys.append((f"actor:{actor} act:{act}" if act else f"actor:{actor}",))
    else:
        keys += [(f"name:{actor.casefold()}",)] if actor else []
        keys += [(f"act:{act}",)] if act else []
    keys += [(f"subject:{subject}",)] if subject else []
    keys += [(f"outcome:{outcome}",)] if outcome else []
    for term in _terms(q or ""):
        keys.append(term)
        if not term:
            return None
    return Wanted(
        project_id=project_id, keys=tuple(keys), since=since, until=until, oldest_first=oldest_first
    )


def verify_chain(*, expected: Head | None = None, days: int = 0) -> tuple[Head, Broken | None]:
    """Compute the chain again from its first row on.

    Args:
        expected: An end of the chain as it was noted elsewhere; it has to be there still.
        days: How long rows are kept; 0 for ever. Only then may the first rows be gone.

    Returns:
        The end of the chain that holds, and the first place where it breaks.
    """
    reached = Head()
    for document in audit.scan_chain():
        number, previous = int(document["number"]), str(document["previous"])
        if reached.number == 0 and number > 1:
            if days == 0 or document["at"] > utc_now() - timedelta(days=days - 1):
                return reached, Broken(1, f"the rows 1 to {number - 1} are gone")
            reached = Head(number=number - 1, hash=previous)
        if number != reached.number + 1:
            return reached, Broken(reached.number + 1, f"the row is gone; the next one is {number}")
        if previous != reached.hash:
            return reached, Broken(number, "it does not follow the row before it")
        if audit.hash_row(document) != document["hash"]:
            return reached, Broken(number, "it was changed after it was written")
        reached = Head(number=number, hash=str(document["hash"]))
        if expected is not None and expected.number == number and expected.hash != reached.hash:
            return reached, Broken(number, "its hash is not the one that was noted")
    return reached, _end(reached, expected)


def _end(reached: Head, expected: Head | None) -> Broken | None:
    head = audit.read_head()
    known = [head, expected] if expected is not None else [head]
    for end in known:
        if end.number > reached.number:
            return Broken(reached.number + 1, f"the rows {reached.number + 1} to {end.number} are gone")
    if head != reached and reached != Head(number=0, hash=START):
        return Broken(reached.number, "it is not the end that was kept with the chain")
    return None


def _terms(q: str) -> list[tuple[str, ...]]:
    terms: list[tuple[str, ...]] = []
    for term in q.split()[:MOST_TERMS]:
        if ID_PATTERN.match(term):
            terms.append((f"subject:{term}", f"actor:{term}"))
            continue
        for word in words_of(term)[:MOST_TERMS]:
            found = audit.complete_word(word)
            if len(found) > MOST_PREFIX_WORDS:
                message = f"“{word}” begins too many words: type more of it."
                raise InputInvalid(message, {"q": message})
            terms.append(tuple(found))
    return terms


def entries_page(wanted: Wanted | None, *, after: str | None, limit: int) -> list[AuditEntry]:
    """Return a page of what is wanted; nothing where nothing can be."""
    return [] if wanted is None else audit.page_entries(wanted, after=after, limit=limit)
