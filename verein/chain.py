"""The chain over the audit log: each entry is sealed with a digest of itself and of everything sealed before.

A scheduled job seals in batches, so that actions never wait for each other. Numbers that are missing belong to
transactions that were rolled back and mean nothing. An entry whose transaction lasted longer than SETTLED and that
arrives behind higher numbers is sealed when it is seen, later in the chain: order of sealing, not of numbers.
Cutting off the end of log and chain together is seen by whoever has noted an earlier head (`manage.py verify_log`).
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from .models import LogEntry, LogLink

BEGINNING = "0" * 64
# Transactions of actions take seconds, an import minutes.
SETTLED = timedelta(minutes=15)
BATCH = 2000
UNSEALED_FOR_LONG = timedelta(days=1)


def digest_of(entry: LogEntry, previous: str) -> str:
    """SHA-256 in hex over the entry as canonical JSON and the digest before."""
    facts = [
        entry.pk,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor_id,
        entry.action,
        entry.model,
        entry.object_id,
        entry.fields,
    ]
    text = json.dumps([previous, *facts], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def unsealed(before: datetime) -> "QuerySet[LogEntry]":
    """Entries older than `before` that no link seals yet."""
    sealed = LogLink.objects.filter(entry_id=OuterRef("pk"))
    return LogEntry.objects.filter(~Exists(sealed), at__lt=before).order_by("pk")


def seal(now: datetime) -> int:
    """Seal every settled entry (run by the scheduler); returns how many."""
    total = 0
    while count := _seal_batch(now):
        total += count
    return total


@transaction.atomic
def _seal_batch(now: datetime) -> int:
    last = LogLink.objects.select_for_update().order_by("-pk").first()
    previous = last.digest if last else BEGINNING
    links = []
    for entry in unsealed(now - SETTLED)[:BATCH]:
        digest = digest_of(entry, previous)
        links.append(LogLink(entry_id=entry.pk, previous=previous, digest=digest))
        previous = digest
    LogLink.objects.bulk_create(links)
    return len(links)


@dataclass(frozen=True)
class Verdict:
    """What checking the chain found: numbers of entries, and the `head`, the digest that seals all before it."""

    sealed: int
    head: str
    changed: list[int]
    missing: list[int]
    broken: list[int]  # the chain itself was altered at these entries
    overlooked: list[int]  # unsealed for more than a day: the job does not run
    known: bool = True  # the digest noted earlier is part of the chain

    @property
    def holds(self) -> bool:
        return self.known and not (self.changed or self.missing or self.broken or self.overlooked)


def verify(now: datetime, noted: str = "") -> Verdict:
    """Compute the whole chain again; `noted` is a head somebody wrote down earlier and that must be part of it."""
    changed, missing, broken = [], [], []
    sealed, head, known = 0, BEGINNING, noted in {"", BEGINNING}
    for link, entry in _links_with_entries():
        if link.previous != head:
            broken.append(link.entry_id)
        if entry is None:
            missing.append(link.entry_id)
        elif digest_of(entry, link.previous) != link.digest:
            changed.append(link.entry_id)
        sealed, head, known = sealed + 1, link.digest, known or link.digest == noted
    overlooked = list(unsealed(now - UNSEALED_FOR_LONG).values_list("pk", flat=True)[:1000])
    return Verdict(sealed, head, changed, missing, broken, overlooked, known)


def _links_with_entries() -> Iterator[tuple[LogLink, LogEntry | None]]:
    """In the order of sealing, a batch at a time."""
    for links in _batches(LogLink.objects.order_by("pk").iterator(chunk_size=BATCH)):
        entries = LogEntry.objects.in_bulk([link.entry_id for link in links])
        yield from ((link, entries.get(link.entry_id)) for link in links)


def _batches(links: Iterable[LogLink]) -> Iterator[list[LogLink]]:
    batch: list[LogLink] = []
    for link in links:
        batch.append(link)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
