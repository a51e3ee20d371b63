"""Writes: what is kept under the e-mail address of somebody who was never more than a guest is given out or erased."""

from datetime import datetime

from django.apps import apps
from django.db import transaction

from members import mails
from members.models import User
from members.queries.guest_data import people_at
from members.rules.erasure import why_not_as_guest
from verein import audit, privacy
from verein.privacy import Outcome, Section

from .refusal import MemberRefused


def _log(action: str, email: str, *, actor: User, now: datetime) -> None:
    """One entry for each record; the address itself stands in no log."""
    records = privacy.guest_records(email)
    audit.write(audit.entry(action, apps.get_model(label)(pk=key), actor=actor, at=now) for label, key in records)


def _refuse_known(email: str) -> None:
    if reason := why_not_as_guest(people_at(email)):
        raise MemberRefused(reason)


@transaction.atomic
def give_out_guest_data(email: str, *, actor: User, now: datetime) -> list[Section]:
    """Everything under this address, for whoever asked (Art. 15 GDPR)."""
    _refuse_known(email)
    _log("members.give_out_guest_data", email, actor=actor, now=now)
    return privacy.export_guest(email)


@transaction.atomic
def erase_guest_data(email: str, *, actor: User, now: datetime) -> list[Outcome]:
    """Erase everything under this address (Art. 17 GDPR); the last mail tells what went."""
    _refuse_known(email)
    _log("members.erase_guest_data", email, actor=actor, now=now)
    outcomes = privacy.erase_guest(email, now=now)
    if outcomes:
        mails.erased(email, outcomes, language="de")
    return outcomes
