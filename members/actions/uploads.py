"""Writes: the file somebody is about to import, kept private between preview and import, at most a day."""

import base64
from datetime import datetime, timedelta

from django.core.files.base import ContentFile

from members.models import User, private_storage
from verein.sealed import seal

FOLDER = "imports"
KEPT_FOR = timedelta(days=1)


def _path(user: User) -> str:
    return f"{FOLDER}/{user.pk}"


def keep_upload(content: bytes, *, actor: User) -> None:
    """One file a person, sealed, because it may name accounts; a new one replaces it."""
    drop_upload(actor=actor)
    sealed = seal(base64.b64encode(content).decode())
    private_storage().save(_path(actor), ContentFile(sealed.encode()))


def drop_upload(*, actor: User) -> None:
    private_storage().delete(_path(actor))


def prune_uploads(now: datetime) -> None:
    """Forget files that nobody imported (run by the scheduler)."""
    storage = private_storage()
    names = storage.listdir(FOLDER)[1] if storage.exists(FOLDER) else []
    for name in names:
        if storage.get_modified_time(f"{FOLDER}/{name}") < now - KEPT_FOR:
            storage.delete(f"{FOLDER}/{name}")
