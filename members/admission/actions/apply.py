"""Writes of applicants: send, confirm, withdraw, answer, appeal; of sponsors: say yes or no."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from members.admission import rules
from members.admission.mails import applicants as mails
from members.admission.mails import office as office_mails
from members.admission.models import Application, Message, Sponsor, State
from members.admission.queries.progress import earlier_of, is_member_already
from members.admission.queries.rules_of import rule_of, rulebook_of
from members.admission.rules import stages as purposes
from members.models import User
from members.models.rulebook import Mode
from members.queries import members_on
from members.rules import silent_acceptance_on, veto_until
from verein import audit
from verein.search import sort_key

from .admit import proceed
from .locking import close, locked, refuse_if, store

FORGET_UNCONFIRMED_AFTER = timedelta(days=14)


@dataclass(frozen=True)
class Draft:
    """What the form brought, checked: `fields` of the application, `sponsors` as (name, e-mail address)."""

    fields: dict[str, Any]
    sponsors: tuple[tuple[str, str], ...] = field(default=())


@transaction.atomic
def submit(*, draft: Draft, now: datetime, source_ip: str = "") -> Application | None:
    """Store the application and mail the link that confirms the address; a member gets a mail that says so instead.

    The caller answers the same in both cases: nobody learns from the form whether an address is known.
    """
    data = draft.fields
    known = is_member_already(
        kind=data["kind"],
        email=data["email"],
        company_name=data.get("company_name", ""),
        today=timezone.localdate(now),
    )
    if known:
        mails.already_member(to=data["email"], language=data["language"])
        return None
    application = Application(**data, created_at=now, source_ip=source_ip)
    application.email = application.email.lower()
    application.sort_key = sort_key(application.company_name or application.last_name, application.first_name)
    application.save(force_insert=True)
    for name, email in draft.sponsors:
        Sponsor.objects.create(application=application, name=name, email=email.lower())
    mails.confirm_address(application, earlier=earlier_of(application))
    audit.log("admission.submit", application, fields=data, at=now)
    return application


@transaction.atomic
def confirm(application: Application, *, now: datetime) -> Application:
    """The address is proven: the application is received, whoever decides and the sponsors are told.

    Repeats somebody an application that is under way, the new one joins it and its text is added there. Returns the
    application that counts. Locks the application.
    """
    application = locked(application)
    refuse_if(rules.why_not_confirm(application, now))
    if earlier := earlier_of(application):
        return _join(application, earlier, now)
    store(application, state=State.OPEN, confirmed_at=now)
    today, rulebook = timezone.localdate(now), rulebook_of(application)
    key = application.type.key
    fields = store(
        application,
        silent_on=silent_acceptance_on(rulebook, type_key=key, received_on=today),
        veto_until=veto_until(rulebook, type_key=key, received_on=today),
        stages=rules.dump(rules.first_stages(rulebook, key)),
    )
    audit.log("admission.confirm", application, fields=["state", "confirmed_at", *fields], at=now)
    if rule_of(application, rulebook).mode == Mode.DECLARATION:  # nobody has to agree
        store(application, decided_on=today)
        proceed(application, now=now)
    else:
        _ask_sponsors(application, today)
        mails.received(application)
    office_mails.new_application(application, today)
    return application


def _join(application: Application, earlier: Application, now: datetime) -> Application:
    close(application, State.JOINED, timezone.localdate(now), confirmed_at=now, joined_to=earlier)
    if application.reason and application.reason != earlier.reason:
        Message.objects.create(application=earlier, from_applicant=True, text=application.reason, at=now)
    audit.log("admission.join", application, fields=["state", "joined_to"], at=now)
    mails.received(earlier)
    return earlier


def _ask_sponsors(application: Application, today: date) -> None:
    """Only members are asked; the others stand in the list of the office."""
    for sponsor in application.sponsors.filter(answered_at=None).exclude(email=""):
        person = members_on(today).filter(email__iexact=sponsor.email, died_on=None).first()
        if person:
            sponsor.person = person
            sponsor.save(update_fields=["person"])
            mails.sponsor_request(sponsor, person)


@transaction.atomic
def answer_as_sponsor(sponsor: Sponsor, *, agrees: bool, actor: User | None, now: datetime) -> None:
    """A sponsor says yes or no, once. Locks the application."""
    application = locked(sponsor.application)
    sponsor = application.sponsors.get(pk=sponsor.pk)
    refuse_if(rules.why_not_sponsor(application, answered=sponsor.answered_at is not None))
    sponsor.agrees, sponsor.answered_at = agrees, now
    sponsor.save(update_fields=["agrees", "answered_at"])
    audit.log("admission.sponsor", application, actor=actor, fields=["sponsors"], at=now)


@transaction.atomic
def answer(application: Application, *, text: str, now: datetime) -> Message:
    """The applicant answers the question of the office. Locks the application."""
    application = locked(application)
    refuse_if(rules.why_not_answer(application) or rules.why_not_text(text))
    message = Message.objects.create(application=application, from_applicant=True, text=text, at=now)
    store(application, state=State.OPEN)
    audit.log("admission.answer", application, fields=["state"], at=now)
    office_mails.answered(application, message, timezone.localdate(now))
    return message


@transaction.atomic
def withdraw(application: Application, *, actor: User | None, now: datetime) -> None:
    """The applicant (or the office for them) withdraws. Locks the application."""
    application = locked(application)
    refuse_if(rules.why_not_withdraw(application))
    close(application, State.WITHDRAWN, timezone.localdate(now))
    audit.log("admission.withdraw", application, actor=actor, fields=["state", "closed_on"], at=now)
    mails.withdrawn(application)


@transaction.atomic
def appeal(application: Application, *, text: str, actor: User | None, now: datetime) -> None:
    """The applicant appeals against the refusal; who decides on it is told. Locks the application."""
    application, today = locked(application), timezone.localdate(now)
    rulebook = rulebook_of(application)
    rule = rule_of(application, rulebook)
    refuse_if(rules.why_not_appeal(application, rule, today=today) or rules.why_not_text(text))
    decision = rules.decision_on_appeal(rule)
    if text:
        Message.objects.create(application=application, from_applicant=True, text=text, at=now)
    fields = store(
        application,
        state=State.OPEN,
        appealed_on=today,
        closed_on=None,
        stages=rules.dump([rules.Stage(purposes.APPEAL, decision)]),
    )
    audit.log("admission.appeal", application, actor=actor, fields=fields, at=now)
    office_mails.new_application(application, today)
