"""What applicants, sponsors and members see of applications."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from members.admission.models import Application, Objection, Sponsor, State
from members.admission.models.application import UNDECIDED
from members.models import Person
from members.models.rulebook import By
from members.queries import Viewer

from .rules_of import Rulebooks, rule_of


def by_token(token: str) -> Application | None:
    """The application behind the link in the mail; those joined to an earlier one lead there."""
    found = Application.objects.select_related("type", "joined_to__type", "membership").filter(token=token).first()
    return found.joined_to if found and found.joined_to else found


def sponsor_by_token(token: str) -> Sponsor | None:
    return Sponsor.objects.select_related("application__type", "person").filter(token=token).first()


def sponsor_requests(person: Person) -> "QuerySet[Sponsor]":
    """Who asks `person` for support and has no answer yet."""
    rows = Sponsor.objects.filter(person=person, answered_at=None, application__state__in=UNDECIDED)
    return rows.select_related("application__type").order_by("pk")


def objects_already(application: Application, person: Person) -> bool:
    return application.objections.filter(person=person).exists()


def applications_of(person: Person, emails: tuple[str, ...]) -> "QuerySet[Application]":
    """The person's own: those that made the membership, and those from one of these addresses."""
    own = Q(membership__member__person=person) | Q(email__in=[email.lower() for email in emails])
    return Application.objects.filter(own).select_related("type").order_by("pk")


def named_as_contact(email: str) -> list[Application]:
    """Applications of companies that name this address as that of a further contact person."""
    rows = Application.objects.exclude(contacts=[]).order_by("pk")
    return [row for row in rows if any(each.get("email", "").lower() == email.lower() for each in row.contacts)]


@dataclass(frozen=True)
class Announced:
    """An admission a member may object to; `objected`: has done so."""

    application: Application
    objected: bool


def announced_to(viewer: Viewer, today: date) -> list[Announced]:
    """Announced admissions that members can still object to; nothing for others."""
    if not viewer.is_member or viewer.person is None:
        return []
    waits = Q(state=State.OBJECTION) & (Q(objection_until=None) | Q(objection_until__gte=today))
    counts_already = Q(state=State.ADMITTED, objection_until__gte=today)
    rows = Application.objects.filter(waits | counts_already, announced_on__isnull=False, stages=[])
    rows = rows.select_related("type").order_by("pk")
    mine = set(Objection.objects.filter(person=viewer.person).values_list("application_id", flat=True))
    rulebooks = Rulebooks()
    return [
        Announced(row, row.pk in mine)
        for row in rows
        if (rule := rule_of(row, rulebooks.of(row)).objection) and (not rule.by or By.MEMBERS in rule.by)
    ]


@dataclass(frozen=True)
class Notices:
    """What a member's start page shows of admission."""

    sponsor_requests: list[Sponsor]
    announced: list[Announced]

    def __bool__(self) -> bool:
        return bool(self.sponsor_requests or self.announced)


def notices(viewer: Viewer, today: date) -> Notices:
    if viewer.person is None:
        return Notices([], [])
    return Notices(list(sponsor_requests(viewer.person)), announced_to(viewer, today))
