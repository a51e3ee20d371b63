"""Reads: which principles are in force, who has accepted them, and what a member is asked."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, F, Max, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from members.models import Consent, Person, Principles

from .membership import members_on

KIND = "principles"


def principles_on(day: date) -> Principles | None:
    return Principles.objects.on(day).first()


def latest_day() -> date | None:
    """The first day of the newest version that has one, be it in the future."""
    newest: date | None = Principles.objects.aggregate(newest=Max("in_force_on"))["newest"]
    return newest


def earlier(principles: Principles) -> "QuerySet[Principles]":
    """What was in force before, the latest first."""
    return Principles.objects.filter(in_force_on__lt=principles.in_force_on).order_by("-in_force_on")


def versions() -> "QuerySet[Principles]":
    """Drafts first, then the newest."""
    return Principles.objects.order_by(F("in_force_on").desc(nulls_first=True), "-pk")


@dataclass(frozen=True)
class Agreement:
    """What a member is asked: the version in force, when it was accepted (None: not yet), what was accepted before."""

    principles: Principles
    accepted_at: datetime | None
    before: Principles | None


def agreement_of(person: Person, today: date) -> Agreement | None:
    """None as long as there are no principles."""
    principles = principles_on(today)
    if principles is None:
        return None
    given = person.consents.filter(kind=KIND, withdrawn_at=None).order_by("given_at", "pk")
    accepted = dict(given.values_list("text_version", "given_at"))
    accepted_at = accepted.pop(principles.version, None)
    days = sorted(version for version in accepted if version < principles.version)
    before = Principles.objects.filter(in_force_on=days[-1]).first() if days and accepted_at is None else None
    return Agreement(principles, accepted_at, before)


def _consents(principles: Principles) -> "QuerySet[Consent]":
    rows = Consent.objects.filter(kind=KIND, text_version=principles.version, withdrawn_at=None)
    return rows.filter(person=OuterRef("pk")).order_by("given_at")


def with_acceptance(principles: Principles, today: date) -> "QuerySet[Person]":
    """The members of today with `accepted_at`, by name."""
    consents = _consents(principles)
    people = members_on(today).annotate(accepted_at=Subquery(consents.values("given_at")[:1]))
    return people.order_by("sort_key", "pk")


def not_accepted(principles: Principles, today: date) -> "QuerySet[Person]":
    return members_on(today).exclude(Exists(_consents(principles))).order_by("sort_key", "pk")


def declaration(today: date) -> tuple[str, str, str, str] | None:
    """For whoever applies (settings.ADMISSION_DECLARATIONS): kind, label, version, address."""
    principles = principles_on(today)
    if principles is None:
        return None
    return KIND, _("the principles of the network"), principles.version, reverse("principles")
