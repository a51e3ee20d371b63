"""Reads: the file somebody is about to import."""

import base64

from members.models import User, private_storage
from verein.sealed import unseal


def kept_upload(user: User) -> bytes | None:
    """What `user` uploaded last; None where it was imported or forgotten."""
    storage, path = private_storage(), f"imports/{user.pk}"
    if not storage.exists(path):
        return None
    with storage.open(path) as file:
        sealed: str = file.read().decode()
    return base64.b64decode(unseal(sealed))
