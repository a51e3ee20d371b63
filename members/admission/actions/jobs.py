"""What happens to applications by itself: silence accepts, periods end, welcomes go out, old papers are deleted."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from members.admission import rules
from members.admission.models import AdmissionSettings, Application, Objection, Resolution, Sponsor, State, Vote
from members.admission.models.application import OVER, UNDECIDED, ApplicationQuerySet
from members.admission.queries.mine import applications_of
from members.admission.queries.rules_of import rulebook_of
from members.admission.rules import stages as purposes
from members.models import Person, Seat
from members.models.rulebook import Length, Unit
from members.rules import add
from verein import audit

from .admit import welcome
from .apply import FORGET_UNCONFIRMED_AFTER
from .locking import locked, store
from .outcome import accept, end_objections
from .proofs import delete_files


def run(now: datetime) -> None:
    """Everything whose day has come; each application in a transaction of its own."""
    today = timezone.localdate(now)
    _each(Application.objects.filter(state__in=UNDECIDED, silent_on__lte=today), _accept_silently, now)
    over = Q(objection_until__lt=today)
    _each(Application.objects.filter(over, state=State.OBJECTION), _end_objections, now)
    counted = Application.objects.filter(over, state=State.ADMITTED, objections__isnull=False).distinct()
    _each(counted.filter(stages=[]).exclude(resolutions__purpose=purposes.OBJECTION), _end_objections, now)
    _each(Application.objects.filter(state=State.ADMITTED, veto_until__lt=today).exclude(stages=[]), _end_veto, now)
    begun = Application.objects.filter(state=State.ADMITTED, welcomed_on=None, membership__from_on__lte=today)
    _each(begun, _welcome, now)
    forget(now)


def _each(rows: ApplicationQuerySet, act: Callable[[Application, datetime], None], now: datetime) -> None:
    for pk in list(rows.values_list("pk", flat=True)):
        with transaction.atomic():
            act(locked(Application(pk=pk)), now)


def _accept_silently(application: Application, now: datetime) -> None:
    """Nobody answered in time: by the statutes the application is accepted."""
    if application.silent_on is None or application.state not in UNDECIDED:  # decided since the list was read
        return
    stages, day = rules.load(application.stages), application.silent_on
    Resolution.objects.create(
        application=application,
        bodies=list(stages[0].decision.body) if stages else [],
        how=Resolution.How.SILENCE,
        result=Resolution.Result.ACCEPTED,
        decided_on=day,
        recorded_at=now,
    )
    audit.log("admission.silence", application, fields=["state", "decided_on"], at=now)
    accept(application, rulebook=rulebook_of(application), decided_on=day, now=now, final=False)


def _end_objections(application: Application, now: datetime) -> None:
    if application.state in {State.OBJECTION, State.ADMITTED} and not application.stages:
        audit.log("admission.close_objections", application, fields=["state"], at=now)
        end_objections(application, now=now)


def _end_veto(application: Application, now: datetime) -> None:
    if [stage.purpose for stage in rules.load(application.stages)] == [purposes.VETO]:
        audit.log("admission.veto_over", application, fields=store(application, stages=[]), at=now)


def _welcome(application: Application, now: datetime) -> None:
    membership = application.membership
    if membership is None or application.welcomed_on:
        return
    member = membership.member
    person = member.person
    if person is None:
        seat = member.seats.filter(role=Seat.Role.REPRESENTATIVE).select_related("person").order_by("-from_on").first()
        person = seat.person if seat else None
    if person:
        welcome(application, person, actor=None, now=now)


@transaction.atomic
def forget(now: datetime) -> int:
    """Delete unconfirmed applications after two weeks (L-UWG-2), refused and withdrawn ones after the months set.

    Returns how many were deleted.
    """
    today = timezone.localdate(now)
    unconfirmed = Q(state=State.RECEIVED, created_at__lt=now - FORGET_UNCONFIRMED_AFTER)
    closed = Q(state__in=OVER, closed_on__lte=forget_before(today)) & (Q(appeal_until=None) | Q(appeal_until__lt=today))
    rows = list(Application.objects.filter(unconfirmed | closed))
    for application in rows:
        audit.log("admission.forget", application, at=now)
    delete_files(row.proof.name for row in rows)
    Application.objects.filter(pk__in=[row.pk for row in rows]).delete()
    _forget_proofs(today, now)
    return len(rows)


def _forget_proofs(today: date, now: datetime) -> None:
    """The proof of somebody who was admitted is kept as long as a refusal would be."""
    rows = Application.objects.filter(state=State.ADMITTED, closed_on__lte=forget_before(today)).exclude(proof="")
    for application in rows:
        delete_files([application.proof.name])
        audit.log("admission.forget", application, fields=store(application, proof=""), at=now)


def forget_before(today: date) -> date:
    """Applications closed up to this day are deleted now."""
    return add(today, Length(-AdmissionSettings.load().keep_months, Unit.MONTHS))


@transaction.atomic
def forget_person(person: Person, emails: tuple[str, ...]) -> int:
    """Delete the person's applications, and what they said about those of others; returns how many rows."""
    delete_files(applications_of(person, emails).values_list("proof", flat=True))
    rows: list[QuerySet[Any]] = [
        applications_of(person, emails),
        Sponsor.objects.filter(Q(person=person) | Q(email__in=[email.lower() for email in emails])),
        Vote.objects.filter(person=person),
        Objection.objects.filter(person=person),
    ]
    return sum(each.delete()[0] for each in rows)


def forget_guest(email: str) -> int:
    """Delete applications from this address, and the address as a sponsor's; returns how many rows."""
    own = Application.objects.of_address(email)
    delete_files(own.values_list("proof", flat=True))
    return own.delete()[0] + Sponsor.objects.filter(email__iexact=email, person=None).delete()[0]
