"""Two-factor sign-in with one-time codes (TOTP, RFC 6238) and recovery codes.

Secrets are encrypted with a key that is derived from the portal's own: a copy of the database alone makes no
codes. When TANDEM_SECRET_KEY is changed, secrets can no longer be read; recovery codes still count.
"""

from __future__ import annotations

import hashlib
import io
import logging
import secrets
import time
from base64 import urlsafe_b64encode
from functools import lru_cache
from hmac import compare_digest

import pyotp
import segno
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from annotations.domain.record import Record, utc_now
from annotations.domain.two_factor import RECOVERY_CODES, TwoFactor, plain_code, steps_around
from annotations.errors import InputInvalid, StateConflict
from annotations.store import two_factor

log = logging.getLogger(__name__)
ISSUER = "Tandem"
PURPOSE = b"tandem two-factor secrets"


class Begun(Record):
    """What a person's device needs: the secret, the same as an address, and that as a picture (SVG)."""

    secret: str
    uri: str
    qr: str


def is_on(user_id: str) -> bool:
    """Return whether a person signs in with a code too."""
    found = two_factor.find_two_factor(user_id)
    return found is not None and found.confirmed


def recovery_left(user_id: str) -> int:
    """Return how many recovery codes a person has left."""
    found = two_factor.find_two_factor(user_id)
    return len(found.recovery) if found and found.confirmed else 0


def begin(*, user_id: str, name: str) -> Begun:
    """Make a secret for a person; it counts once a code of it was given.

    Raises:
        StateConflict: two-factor sign-in is on already.
    """
    secret = pyotp.random_base32()
    sealed = _cipher(settings.SECRET_KEY).encrypt(secret.encode()).decode()
    fresh = TwoFactor(id=user_id, sealed=sealed, confirmed=False, created_at=utc_now())
    if not two_factor.put_two_factor(fresh):
        message = "Two-factor sign-in is on already. Switch it off first to use another device."
        raise StateConflict(message)
    uri = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)
    picture = io.BytesIO()
    segno.make(uri, micro=False).save(picture, kind="svg", scale=4, border=2, xmldecl=False, light="#fff")
    return Begun(secret=secret, uri=uri, qr=picture.getvalue().decode())


def confirm(*, user_id: str, code: str) -> list[str]:
    """Let a begun second factor count; return the recovery codes, which cannot be read again.

    Raises:
        StateConflict: none was begun, or it counts already.
        InputInvalid: the code does not fit.
    """
    found = two_factor.find_two_factor(user_id)
    if found is None or found.confirmed:
        message = "Begin two-factor sign-in first." if found is None else "Two-factor sign-in is on already."
        raise StateConflict(message)
    if not _use_totp(found, code):
        message = "The code does not fit. Check that the device's clock is right and take the next code."
        raise InputInvalid(message, {"code": "does not fit"})
    codes = [f"{text[:5]}-{text[5:]}" for text in (secrets.token_hex(5) for _ in range(RECOVERY_CODES))]
    if not two_factor.confirm_two_factor(user_id, tuple(_hash(code) for code in codes)):
        message = "Two-factor sign-in is on already."
        raise StateConflict(message)
    return codes


def use_code(user_id: str, code: str) -> bool:
    """Use up a code of a device, or a recovery code; False when it does not fit or was used before."""
    found = two_factor.find_two_factor(user_id)
    if found is None or not found.confirmed:
        return False
    return _use_totp(found, code) or two_factor.use_recovery(user_id, _hash(code))


def switch_off(user_id: str) -> bool:
    """Let a person sign in without a code again; return whether they needed one."""
    return two_factor.remove_two_factor(user_id)


def _use_totp(found: TwoFactor, code: str) -> bool:
    try:
        secret = _cipher(settings.SECRET_KEY).decrypt(found.sealed.encode()).decode()
    except InvalidToken:
        log.warning("the two-factor secret of %s was made with another TANDEM_SECRET_KEY", found.id)
        return False
    device, given = pyotp.TOTP(secret), plain_code(code).encode()
    fitting = [
        step
        for step in steps_around(time.time())
        if compare_digest(device.generate_otp(step).encode(), given)
    ]
    return any(two_factor.use_step(found.id, step) for step in fitting)


def _hash(code: str) -> str:
    return hashlib.sha256(plain_code(code).encode()).hexdigest()


@lru_cache(maxsize=2)
def _cipher(secret_key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret_key.encode())
    return Fernet(urlsafe_b64encode(derived))
