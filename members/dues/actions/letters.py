"""Writes: letters to members without an e-mail address that ask for the data of a year, or remind."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.billing.actions.papers import make_letter, print_papers
from members.billing.actions.refusal import BillingRefused
from members.billing.models import BillingSettings, Paper, PostRun
from members.billing.queries.parties import issuer_of, member_as_recipient
from members.dues.models import DeclarationRound, YearlyDeclaration
from members.dues.queries.declaring import MemberYear, member_years
from members.dues.queries.letters import DueLetter, due_letters
from members.dues.rules.rounds import answer_by
from members.dues.writers.letters import asking_pdf, asking_title
from members.models import User
from verein import audit

from .refusal import DuesRefused

AT_ONCE = 100  # 0.1 s each: a request of ten seconds


def print_round(found: DeclarationRound, *, actor: User, now: datetime) -> tuple[PostRun, int]:
    """Print the letters of the round that are due; who gets one counts as asked, or reminded, from now on.

    Returns what was printed, and how many are left for another click. Raises DuesRefused where nothing is due.
    """
    due = [one for one in due_letters(found, now) if one.has_address]
    years = {one.member.pk: one for one in member_years([one.declaration.member for one in due], found.year)}
    due = [one for one in due if one.declaration.member_id in years]
    now_due = due[:AT_ONCE]
    papers = [_make(found, one, years[one.declaration.member_id], actor=actor, now=now) for one in now_due]
    return _note(found, now_due, papers, actor=actor, now=now), len(due) - len(now_due)


def _make(found: DeclarationRound, letter: DueLetter, year: MemberYear, *, actor: User, now: datetime) -> Paper:
    """Outside the transaction that notes it as printed: setting takes its time."""
    today, is_reminder = timezone.localdate(now), letter.kind == "reminded"
    to, issuer = member_as_recipient(year.member, today), issuer_of(BillingSettings.load())
    last = answer_by(found.due_on, today)
    return make_letter(
        year.member,
        key=letter.key,
        title=asking_title(found.year, is_reminder=is_reminder, language=to["language"]),
        pdf=lambda: asking_pdf(
            year, issuer=issuer, recipient=to, due_on=found.due_on, answer_by=last, is_reminder=is_reminder, on=today
        ),
        today=today,
        actor=actor,
    )


@transaction.atomic
def _note(
    found: DeclarationRound, letters: Sequence[DueLetter], papers: Sequence[Paper], *, actor: User, now: datetime
) -> PostRun:
    """Locks the settings, then the declarations."""
    try:
        run = print_papers(papers, today=timezone.localdate(now), actor=actor)
    except BillingRefused as refused:
        raise DuesRefused(_("No letter of this round waits to be printed.")) from refused
    for kind, field in (("asked", "asked_at"), ("reminded", "reminded_at")):
        keys = [one.declaration.pk for one in letters if one.kind == kind]
        rows = YearlyDeclaration.objects.select_for_update().filter(pk__in=keys, **{field: None}).order_by("pk")
        YearlyDeclaration.objects.filter(pk__in=[row.pk for row in rows]).update(**{field: now})
    audit.log("dues.print_letters", found, actor=actor, at=now)
    return run
