"""Admission: one transaction makes person or company, member, membership, seats, consents, account and welcome mail."""

from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.actions.accounts import invite
from members.actions.membership import start_membership
from members.actions.people import create_company, create_person, update_company, update_person
from members.actions.refusal import MemberRefused
from members.actions.seats import give_seat
from members.admission import rules
from members.admission.mails import applicants as mails
from members.admission.models import Application, Kind, State
from members.admission.queries.fees import owes_nothing
from members.admission.queries.limits import reason_against_holder
from members.admission.queries.progress import doubles_of
from members.admission.queries.rules_of import received_on, rulebook_of
from members.models import Company, Consent, Membership, Person, Seat, User, Visibility
from members.rules import rights_wait_for, start_day
from verein import audit

from .locking import locked, refuse_if, store
from .payments import hold_rights
from .refusal import AdmissionRefused

PERSON_FIELDS = (
    "salutation", "title", "first_name", "last_name", "email", "phone", "street", "postcode", "city", "born_on",
    "position", "trade", "language",
)  # fmt: skip
COMPANY_FIELDS = ("phone", "street", "postcode", "city", "trade", "email")
SOURCE = "/mitglied-werden/"


def proceed(application: Application, *, now: datetime) -> None:
    """Inside the caller's lock, after the last yes: wait for the payment, for the office, or admit at once.

    The office is asked where somebody we know may be the applicant: nobody is joined with a person silently.
    """
    if start_of(application, now) is None:
        if application.state != State.PAYMENT:
            store(application, state=State.PAYMENT)
            mails.waits_for_payment(application)
    elif doubles_of(application):
        store(application, state=State.ACCEPTED)
        mails.accepted(application)
    else:
        _admit(application, person=None, company=None, actor=None, now=now)


def start_of(application: Application, now: datetime) -> date | None:
    """The first day of the membership by the statutes; None while it waits for a payment."""
    return start_day(
        rulebook_of(application),
        type_key=application.type.key,
        applied_on=received_on(application),
        decided_on=application.decided_on or timezone.localdate(now),
        paid_on=application.paid_on,
    )


@transaction.atomic
def admit(
    application: Application, *, person: Person | None, company: Company | None, actor: User | None, now: datetime
) -> Membership:
    """The office admits an accepted applicant, as a new person or company or as one we know already.

    Locks the application. Raises AdmissionRefused, also where the membership cannot begin.
    """
    application = locked(application)
    refuse_if(rules.why_not_admit(application))
    return _admit(application, person=person, company=company, actor=actor, now=now)


def _admit(
    application: Application, *, person: Person | None, company: Company | None, actor: User | None, now: datetime
) -> Membership:
    from_on = start_of(application, now)
    if from_on is None:
        raise AdmissionRefused(_("The membership begins only with the payment."))
    chosen = company if application.kind == Kind.COMPANY else person
    refuse_if(reason_against_holder(application, rulebook_of(application), chosen, from_on))
    try:
        with transaction.atomic():
            person = _person(application, person, actor)
            holder: Person | Company = person
            if application.kind == Kind.COMPANY:
                holder = _company(application, company, actor)
                update_person(person, data={"company": holder}, actor=actor)
            membership = start_membership(holder, type=application.type, from_on=from_on, actor=actor)
            if application.paid_on is None and _waits_for_payment(application, membership):
                hold_rights(membership, actor=actor, now=now)
            if isinstance(holder, Company):
                _give_seats(application, membership, person, holder, actor)
    except MemberRefused as refused:
        raise AdmissionRefused(str(refused)) from refused
    _record_consents(application, person)
    store(application, state=State.ADMITTED, membership=membership, closed_on=timezone.localdate(now), silent_on=None)
    audit.log("admission.admit", application, actor=actor, fields=["state", "membership"], at=now)
    welcome(application, person, actor=actor, now=now)
    return membership


def _waits_for_payment(application: Application, membership: Membership) -> bool:
    """Rights wait where the statutes say so, unless there is nothing to pay."""
    return bool(rights_wait_for(rulebook_of(application), application.type.key)) and not owes_nothing(membership)


def _person(application: Application, known: Person | None, actor: User | None) -> Person:
    """A new person, or a known one whose gaps are filled; what is there already stays."""
    data = {name: getattr(application, name) for name in PERSON_FIELDS}
    if known is None:
        listed = Visibility.MEMBERS if application.in_directory else Visibility.BOARD
        return create_person(data={**data, "listed": listed}, actor=actor)
    update_person(known, data=_gaps(known, data), actor=actor)
    return Person.objects.get(pk=known.pk)


def _company(application: Application, known: Company | None, actor: User | None) -> Company:
    data = {name: getattr(application, name) for name in COMPANY_FIELDS}
    if known is None:
        listed = Visibility.MEMBERS if application.in_directory else Visibility.BOARD
        return create_company(data={**data, "name": application.company_name, "listed": listed}, actor=actor)
    update_company(known, data=_gaps(known, data), actor=actor)
    return Company.objects.get(pk=known.pk)


def _gaps(known: Person | Company, data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value and not getattr(known, name)}


def _give_seats(
    application: Application, membership: Membership, person: Person, company: Company, actor: User | None
) -> None:
    """Whoever applied represents the company; further contact persons get a seat without a vote."""
    seats = [(person, Seat.Role.REPRESENTATIVE)]
    for row in application.contacts:
        data = {**row, "company": company, "language": application.language}
        seats.append((create_person(data=data, actor=actor), Seat.Role.CONTACT))
    for each, role in seats:
        give_seat(membership.member, person=each, role=role, from_on=membership.from_on, actor=actor)


def _record_consents(application: Application, person: Person) -> None:
    """What was accepted with the application, in its versions and as of its time."""
    Consent.objects.bulk_create(
        Consent(
            person=person,
            kind=row["kind"][:40],
            text_version=row["version"][:40],
            given_at=application.created_at,
            source=SOURCE,
        )
        for row in application.consents
    )


def welcome(application: Application, person: Person, *, actor: User | None, now: datetime) -> None:
    """The welcome mail, with the access to the members' area once the membership has begun (the job sends it then).

    Whoever has opened an account before keeps it and gets the mail without a link to open one.
    """
    membership = application.membership
    if membership is None:
        return
    begun = membership.from_on <= timezone.localdate(now)
    try:
        user = invite(person, actor=actor, now=now, mail=None) if begun else None
    except MemberRefused:
        user = None
    if begun:
        store(application, welcomed_on=timezone.localdate(now))
        _invite_contacts(membership, person, actor=actor, now=now)
    mails.welcome(application, person, user=user, begun=begun)


def _invite_contacts(membership: Membership, person: Person, *, actor: User | None, now: datetime) -> None:
    """The further contact persons of a company get the way to their own access; who has no address gets none."""
    for seat in Seat.objects.on(timezone.localdate(now)).filter(member=membership.member).exclude(person=person):
        with suppress(MemberRefused):
            invite(seat.person, actor=actor, now=now)
