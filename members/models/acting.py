"""Who did it: the key to a user that a record keeps when the account is gone."""

from typing import Any

from django.conf import settings
from django.db import models


def who(words: Any = None) -> "models.ForeignKey[Any, Any]":
    """Without a database constraint, as in the log: deleting an account touches no record and is not held back."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=words,
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )


class Acted(models.Model):
    """Something one person did, or nobody (a job, the bank, the payment service)."""

    actor = who()

    class Meta:
        abstract = True
