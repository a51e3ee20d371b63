"""Writes: what one member owes for a year becomes a document, in a run or for this member alone."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from members.billing.actions import BillingRefused, account_for, issue, reverse, use_credit
from members.billing.models import Account, Invoice, Posting
from members.billing.queries.ledger import forgiven_on
from members.dues.models import DuesRunRow
from members.dues.queries.planning import Proposal, proposals
from members.models import Member, User
from verein import audit

from .refusal import DuesRefused

Step = DuesRunRow.Step
TO_DO = (Step.ISSUE, Step.CORRECT, Step.CANCEL)


def in_their_language(members: list[Member], propose: Callable[[list[Member]], list[Proposal]]) -> list[Proposal]:
    """How an amount came about is kept in the words of whom the document is for: `propose` is asked by language."""
    by_language: dict[str, list[Member]] = {}
    for member in members:
        by_language.setdefault(member.person.language if member.person else "de", []).append(member)
    found: list[Proposal] = []
    for language, group in by_language.items():
        with translation.override(language):
            found += propose(group)
    return found


@transaction.atomic
def carry_out(proposal: Proposal, today: date, actor: User | None) -> Invoice | None:
    """Reverse what is wrong, issue what is right; what was paid on the wrong one pays the right one.

    What was waived of the wrong one, or written off, stays so on the right one: that was decided, whatever the amount.
    """
    account, forgiven = account_for(proposal.member), list[Posting]()
    if proposal.charged is not None:
        Account.objects.select_for_update().get(pk=account.pk)
        forgiven = forgiven_on([proposal.charged.pk])
        reverse(proposal.charged, issued_on=today, actor=actor)
    if proposal.draft is None:
        return None
    invoice = issue(account, proposal.draft, issued_on=today, actor=actor, forgiven=forgiven)
    if proposal.charged is not None:
        use_credit(account, booked_on=today, actor=actor)
    return invoice


@transaction.atomic
def charge_member(member: Member, day: date, *, digest: str, actor: User | None, now: datetime) -> Invoice | None:
    """Charge one member for the year in which `day` lies, as a run would: the first invoice of who has joined.

    `digest` is of the proposal that was looked at; another amount since then is refused (DuesRefused), so is what is
    charged already or cannot be computed. Locks the member, then account and number range.
    """
    Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    today = timezone.localdate(now)
    found = in_their_language([member], partial(proposals, day=day, today=today))
    if not found or found[0].step not in TO_DO:
        raise DuesRefused(*(found[0].notes if found else ()), _("There is nothing to issue."))
    if found[0].digest != digest:
        raise DuesRefused(_("Something has changed meanwhile. Please look again."))
    try:
        invoice = carry_out(found[0], today, actor)
    except BillingRefused as refused:
        raise DuesRefused(str(refused)) from refused
    audit.log("dues.charge_member", member, actor=actor, at=now)
    return invoice
