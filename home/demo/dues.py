"""Gives the demo association dues regulations, a year of invoices, and payments as they come in real life."""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import yaml
from django.utils import timezone

from members.billing.actions import account_for, issue, post
from members.billing.models import Account, BillingSettings, Charge, Posting
from members.billing.rules import Movement
from members.dues.actions import create_draft, put_in_force
from members.dues.models import DeclaredNumber, FeeBook
from members.dues.queries.planning import members_of_year, proposals
from members.models import Member
from verein.sandbox.accounts import DEMO_ACCOUNTS

from .declarations import at_nine, make_declarations

RULES = Path(__file__).parent / "dues.yaml"
PAYERS = 60  # how many members have invoices: enough for every page, and the demo still starts in seconds
SILENT = 7  # every so many members have declared no number yet
UNPAID = 6  # every so many members owe the latest instalment still
LATE = {account.email for account in DEMO_ACCOUNTS if not account.groups}  # the demo's member has something to pay
KNOWN_BANK = {  # an account number that banks publish for tests, the Bundesbank's example of a creditor identifier
    "account_holder": "Unternehmerinitiative Emsbogen e. V.",
    "iban": "DE02120300000000202051",
    "bank_name": "Volksbank Emsbogen",
    "creditor_identifier": "DE98ZZZ09999999999",
    "tax_number": "311/5862/4711",
}


def make_dues(now: datetime, rng: random.Random) -> None:
    """The dues of this year were issued in January; most have paid."""
    today = timezone.localdate(now)
    BillingSettings.objects.update_or_create(pk=BillingSettings.load().pk, defaults=KNOWN_BANK)
    _make_regulations(today)
    members = list(members_of_year(today))
    make_declarations(members, _declare(members, today.year, rng), now)
    issued_on = min(date(today.year, 1, 8), today)
    for number, proposal in enumerate(proposals(members[:PAYERS], today, today=issued_on)):
        if proposal.draft is None or proposal.step != "issue":
            continue
        account = account_for(proposal.member)
        issue(account, proposal.draft, issued_on=issued_on, actor=None)
        is_late = number % UNPAID == UNPAID - 1 or proposal.member.holder.email in LATE
        _pay(account, today, rng, late=is_late)


def _make_regulations(today: date) -> None:
    book = FeeBook.model_validate(yaml.safe_load(RULES.read_text()))
    decided_on = date(today.year - 3, 11, 20)
    title = f"Beitragsordnung {today.year - 2}"
    draft = create_draft(actor=None, rules=book, title=title, decided_on=decided_on, decided_by="Mitgliederversammlung")
    put_in_force(draft, effective_on=date(today.year - 2, 1, 1), actor=None)


def _declare(members: list[Member], year: int, rng: random.Random) -> set[int]:
    """In time; returns the keys of those who did."""
    declared_at = at_nine(date(year - 1, 12, 10))
    DeclaredNumber.objects.bulk_create(
        DeclaredNumber(
            member=member,
            key="staff",
            year=year,
            number=Decimal(rng.choice((1, 2, 3, 4, 8, 12, 26))),
            declared_at=declared_at,
        )
        for number, member in enumerate(members)
        if number % SILENT
    )
    return {member.pk for number, member in enumerate(members) if number % SILENT}


def _pay(account: Account, today: date, rng: random.Random, *, late: bool) -> None:
    """Each instalment some days around its due date; who is late owes the last one that is due."""
    due = [charge for charge in Charge.objects.filter(account=account).order_by("due_on") if charge.is_due(today)]
    for charge in due[: len(due) - late]:
        day = min(charge.due_on + timedelta(days=rng.randint(-6, 9)), today)
        way = Posting.Way.TRANSFER
        movement = Movement(account, charge, Posting.Kind.PAYMENT, way, charge.amount_cents, f"demo:{charge.pk}", day)
        post(movement, actor=None)
