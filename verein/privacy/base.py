"""The words of this room: whose data, what is kept of it, what became of it; and what an app's provider answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from verein.models import Retention


@dataclass(frozen=True)
class Subject:
    """Whose data: somebody the association knows (`person`), with everything the data may be found by."""

    class Scope(models.TextChoices):
        PROFILE = "profile"  # a member: only what is there for networking can go
        CONTACT = "contact"  # a former member: name, number and periods stay until `name_until`
        ALL = "all"

    person: Any
    user_id: int | None = None
    emails: tuple[str, ...] = ()
    # What is replaced in texts of others, and by what.
    needles: Mapping[str, str] = field(default_factory=dict)
    scope: Scope = Scope.ALL
    name_until: date | None = None

    @property
    def leaves(self) -> bool:
        """Whether more goes than the profile."""
        return self.scope != self.Scope.PROFILE


@dataclass(frozen=True)
class Activity:
    """One line of the record of processing activities (Art. 30 GDPR); the privacy notice shows it, too."""

    key: str
    purpose: "StrPromise"
    legal_basis: "StrPromise"
    people: "StrPromise"
    data: "StrPromise"
    recipients: "StrPromise"
    # How long, in words, from the association's settings.
    kept: "Callable[[Retention], str]"


@dataclass(frozen=True)
class Cell:
    """One fact: `value` for machines, `words` for people."""

    name: str
    label: str
    value: Any
    words: str


@dataclass(frozen=True)
class ExportFile:
    """A file that goes into the download; `content` is read when it is packed."""

    name: str
    content: Callable[[], bytes]


@dataclass(frozen=True)
class Section:
    """One kind of record about the subject."""

    key: str
    title: str
    rows: Sequence[Sequence[Cell]]
    files: Sequence[ExportFile] = ()

    @property
    def labels(self) -> list[str]:
        return [cell.label for cell in self.rows[0]] if self.rows else []


@dataclass(frozen=True)
class Outcome:
    """What was erased (`because` empty), or what stays, why, and until which date if that is known."""

    what: str
    count: int
    because: str = ""
    until: date | None = None

    @property
    def stays(self) -> bool:
        return bool(self.because)


class Provider:
    """What an app knows of people. Every model of every app is named by exactly one provider, in one of the two."""

    # Dotted model -> its fields with personal data.
    personal: Mapping[str, tuple[str, ...]] = {}
    # Dotted model -> why it holds none.
    impersonal: Mapping[str, str] = {}
    activities: Sequence[Activity] = ()

    def export(self, subject: Subject) -> list[Section]:
        """Everything kept about the subject, in words and for machines."""
        return []

    def records(self, subject: Subject) -> Mapping[str, Sequence[object]]:
        """Dotted model -> keys of the subject's records: entries of the audit log about them are about the subject."""
        return {}

    def erase(self, subject: Subject, now: datetime) -> list[Outcome]:
        """Erase what the subject's scope lets; runs inside the transaction of the whole erasure."""
        return []

    def export_guest(self, email: str) -> list[Section]:
        """What is kept under an address that belongs to nobody we know as a person (small letters)."""
        return []

    def guest_records(self, email: str) -> Mapping[str, Sequence[object]]:
        """Dotted model -> keys of what is kept under the address: the log names them when it is given out or erased."""
        return {}

    def erase_guest(self, email: str, now: datetime) -> list[Outcome]:
        """Erase what is kept under the address; runs inside the transaction of the whole erasure."""
        return []

    def retain(self, lengths: "Retention", now: datetime) -> list[Outcome]:
        """Erase what has been kept long enough; runs inside a transaction of its own."""
        return []
