"""Secrets that must be read again are stored sealed: whoever has a copy of the database alone cannot open them."""

import base64
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def seal(text: str) -> str:
    """`text` encrypted and signed with a key made from SECRET_KEY; ASCII."""
    return _fernet(settings.SECRET_KEY).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text again; SECRET_KEY_FALLBACKS open what an earlier key sealed.

    Raises ImproperlyConfigured where none of the keys fits.
    """
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    try:
        return MultiFernet([_fernet(key) for key in keys]).decrypt(sealed).decode()
    except InvalidToken as error:
        raise ImproperlyConfigured(
            "A secret was sealed with another SECRET_KEY: name the old one in SECRET_KEY_FALLBACKS."
        ) from error


def renewed(sealed: str) -> str:
    """`sealed` as it is where SECRET_KEY opens it, else sealed again with it."""
    try:
        _fernet(settings.SECRET_KEY).decrypt(sealed)
    except InvalidToken:
        return seal(unseal(sealed))
    return sealed


def fingerprint(text: str) -> str:
    """A keyed hash that finds `text` again without keeping it; 64 hex digits."""
    return _fingerprint(text, settings.SECRET_KEY)


def fingerprints(text: str) -> list[str]:
    """Under this key and each of SECRET_KEY_FALLBACKS: what to look for among stored ones."""
    return [_fingerprint(text, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _fingerprint(text: str, key: str) -> str:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"verein.fingerprint").derive(key.encode())
    return hmac.digest(derived, text.encode(), "sha256").hex()


def _fernet(key: str) -> Fernet:
    """A key of its own for this use: what signs cookies and links does not open what is sealed."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"verein.sealed").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
