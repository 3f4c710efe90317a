"""A browser in which a person is signed in."""

from __future__ import annotations

from datetime import datetime

from annotations.domain.record import Record

BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""What to look for, in this order: most browsers also name the ones they want to be taken for."""
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
MOST_AGENT = 300


class SignIn(Record):
    """One session: `key` is Django's and never leaves the server."""

    id: str
    key: str
    user_id: str
    address: str
    browser: str
    created_at: datetime
    seen_at: datetime


class SignInView(Record):
    """One session in its person's list; `current` is the one that asks."""

    id: str
    address: str
    browser: str
    created_at: datetime
    seen_at: datetime
    current: bool


def view_sign_in(sign_in: SignIn, *, own_key: str) -> SignInView:
    """Show a session to its person."""
    return SignInView(
        id=sign_in.id,
        address=sign_in.address,
        browser=sign_in.browser,
        created_at=sign_in.created_at,
        seen_at=sign_in.seen_at,
        current=sign_in.key == own_key,
    )


def name_browser(agent: str) -> str:
    """Name a browser and its system by its `User-Agent`; a program by the word it begins with."""
    agent = agent[:MOST_AGENT]
    browser = next((name for mark, name in BROWSERS if mark in agent), None)
    system = next((name for mark, name in SYSTEMS if mark in agent), None)
    if browser and system:
        return f"{browser} on {system}"
    return browser or agent.split(" ")[0].split("/")[0][:60] or "Unknown browser"
