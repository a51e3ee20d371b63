"""Files that are made once and kept: where they lie, and the hash that shows they are the ones that were made."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from verein.models import private_storage


def folder_of(stored: "StoredFile", name: str) -> str:
    return f"{stored.folder}/{name}"


class StoredFile(models.Model):
    """A private file with its hash (SHA-256, hexadecimal); each kind has a folder of its own."""

    folder: ClassVar[str]
    file = models.FileField(_("file"), upload_to=folder_of, storage=private_storage)
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
