"""Asks all providers: export, erasure with preview, retention with dry run, log, record of processing activities."""

import logging
from collections.abc import Sequence
from datetime import datetime
from functools import cache

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from verein.models import LogEntry, Retention

from .base import Activity, Outcome, Provider, Section, Subject

log = logging.getLogger(__name__)
LOG_SHOWN = 500


@cache
def _load(paths: tuple[str, ...]) -> tuple[Provider, ...]:
    return tuple(import_string(f"{path}.PROVIDER") for path in paths)


def providers() -> Sequence[Provider]:
    return _load(tuple(settings.PRIVACY_PROVIDERS))


def activities() -> list[Activity]:
    """In the order in which people meet them: the reverse of the order of erasure."""
    return [activity for provider in reversed(providers()) for activity in provider.activities]


def export(subject: Subject) -> list[Section]:
    """All sections that hold something."""
    found = [section for provider in reversed(providers()) for section in provider.export(subject)]
    return [section for section in found if section.rows]


def erase(subject: Subject, *, now: datetime, preview: bool = False) -> list[Outcome]:
    """Erase in one transaction and tell what went and what stays; a preview is the same, rolled back."""
    with transaction.atomic():
        outcomes = [outcome for provider in providers() for outcome in provider.erase(subject, now) if outcome.count]
        if preview:
            transaction.set_rollback(True)
    return outcomes


def export_guest(email: str) -> list[Section]:
    """All sections that hold something under an address of nobody we know as a person."""
    found = [section for provider in reversed(providers()) for section in provider.export_guest(email)]
    return [section for section in found if section.rows]


def guest_records(email: str) -> list[tuple[str, object]]:
    """(dotted model, key) of what is kept under the address."""
    found = (provider.guest_records(email) for provider in providers())
    return [(label, key) for records in found for label, keys in records.items() for key in keys]


def erase_guest(email: str, *, now: datetime, preview: bool = False) -> list[Outcome]:
    """Like `erase`, for an address of nobody we know as a person."""
    with transaction.atomic():
        outcomes = [row for provider in providers() for row in provider.erase_guest(email, now) if row.count]
        if preview:
            transaction.set_rollback(True)
    return outcomes


def _retain(now: datetime, *, dry_run: bool) -> list[Outcome]:
    lengths = Retention.load()
    outcomes = []
    for provider in providers():
        with transaction.atomic():
            outcomes += [outcome for outcome in provider.retain(lengths, now) if outcome.count]
            if dry_run:
                transaction.set_rollback(True)
    return outcomes


def retain(now: datetime) -> list[Outcome]:
    """Erase what has been kept long enough (run by the scheduler every night)."""
    outcomes = _retain(now, dry_run=False)
    for outcome in outcomes:
        log.info("retention: %s: %s", outcome.what, outcome.count)
    return outcomes


def retention_report(now: datetime) -> list[Outcome]:
    """What `retain` would erase now: it runs and is rolled back."""
    return _retain(now, dry_run=True)


def log_of(subject: Subject) -> list[LogEntry]:
    """Who looked at or changed the subject's records, the latest first; one statement."""
    about = Q(pk=None)
    for provider in providers():
        for model, keys in provider.records(subject).items():
            about |= Q(model=model, object_id__in=[str(key) for key in keys])
    return list(LogEntry.objects.filter(about).select_related("actor").order_by("-pk")[:LOG_SHOWN])
