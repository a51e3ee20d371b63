"""The append-only audit log: who did what to which record when, in ids and field names, never values."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.utils import timezone

from .models import LogEntry


def entry(
    action: str,
    record: models.Model,
    *,
    actor: AbstractBaseUser | AnonymousUser | None = None,
    fields: Iterable[str] = (),
    at: datetime | None = None,
) -> LogEntry:
    """An entry that is not written yet: an import writes thousands together with `write`."""
    return LogEntry(
        at=at or timezone.now(),
        actor_id=getattr(actor, "pk", None),
        action=action,
        model=record._meta.label_lower,
        object_id=str(record.pk),
        fields=sorted(fields),
    )


def write(entries: Iterable[LogEntry]) -> None:
    """Write many entries, in their order, in the running transaction."""
    LogEntry.objects.bulk_create(entries, batch_size=500)


def log(
    action: str,
    record: models.Model,
    *,
    actor: AbstractBaseUser | AnonymousUser | None = None,
    fields: Iterable[str] = (),
    at: datetime | None = None,
) -> LogEntry:
    """Write one entry in the running transaction.

    `action` is app and verb ("events.register"), `actor` None for the system or a visitor without an account.
    """
    written = entry(action, record, actor=actor, fields=fields, at=at)
    written.save(force_insert=True)
    return written


def changed_fields(instance: models.Model, cleaned: dict[str, Any]) -> list[str]:
    """Names of those fields in `cleaned` whose value differs from the instance's."""
    return [name for name, value in cleaned.items() if getattr(instance, name) != value]
