"""Writes: levies that were decided, and the pieces of the runs that charge them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.dues.models import DecidedLevy, DuesRun, DuesRunRow
from members.dues.queries.levying import Levying, Payer, levies_charged, levy_proposals, members_of_levy
from members.dues.queries.planning import Proposal
from members.dues.queries.regulations import fee_book_on
from members.dues.rules.drafting import explanation_of
from members.dues.rules.levies import why_not_decide
from members.models import Member, User
from verein import audit

from .charging import TO_DO
from .refusal import DuesRefused

Step, Result = DuesRunRow.Step, DuesRunRow.Result
BATCH = 500


@transaction.atomic
def decide_levy(*, actor: User | None, participants: Sequence[Member] = (), **facts: Any) -> DecidedLevy:
    """Enter a levy as it was decided. Raises DuesRefused where the regulations of that day do not carry it."""
    book = fee_book_on(facts["payers_on"])
    rule = book.levy(facts["key"]) if book else None
    if reason := why_not_decide(rule, names_participants=bool(participants)):
        raise DuesRefused(reason)
    levy = DecidedLevy.objects.create(created_by=actor, **facts)
    levy.participants.set(participants)
    audit.log("dues.decide_levy", levy, actor=actor)
    return levy


@transaction.atomic
def drop_levy(levy: DecidedLevy, *, actor: User | None) -> None:
    """A levy of which nothing is charged goes, with the runs that only looked at it."""
    levy = DecidedLevy.objects.select_for_update().get(pk=levy.pk)
    if levy.pk in levies_charged():
        raise DuesRefused(_("This levy is charged already. It can only be cancelled invoice by invoice."))
    audit.log("dues.drop_levy", levy, actor=actor)
    DuesRun.objects.filter(levy=levy).delete()
    levy.delete()


def look_at_piece(run: DuesRun, size: int, *, now: datetime) -> None:
    """The next members of a levy; when all are looked at the sum is spread over them. The run is locked."""
    assert run.levy is not None
    members = list(members_of_levy(run.levy).filter(pk__gt=run.cursor)[:size])
    levying = Levying(run.levy)
    if members:
        DuesRunRow.objects.bulk_create(_row(run, payer) for payer in levying.payers(members))
        run.cursor = members[-1].pk
        return
    shares = levying.shares(run)
    run.uncovered_cents, run.state = shares.uncovered_cents, DuesRun.State.READY
    keys = list(DuesRunRow.objects.filter(run=run, base_cents__isnull=False).values_list("member_id", flat=True))
    for start in range(0, len(keys), BATCH):
        batch = _members(keys[start : start + BATCH])
        rows = {row.member_id: row for row in DuesRunRow.objects.filter(run=run, member__in=batch)}
        for proposal in levy_proposals(levying, shares, batch, today=timezone.localdate(now)):
            _fill(rows[proposal.member.pk], proposal)
        fields = ["step", "result", "total_cents", "digest", "explanation", "notes", "invoice"]
        DuesRunRow.objects.bulk_update(rows.values(), fields)


def levy_shares(run: DuesRun, members: list[Member], *, today: date) -> list[Proposal]:
    """The shares of these members as the run looked at them."""
    assert run.levy is not None
    levying = Levying(run.levy)
    return levy_proposals(levying, levying.shares(run), members, today=today)


def why_not_issue_yet(run: DuesRun) -> str | None:
    """A sum is spread over everybody, so everybody must be known before anything of it is charged."""
    if run.levy is None or run.levy.total_cents is None:
        return None
    unknown = DuesRunRow.objects.filter(run=run, step=Step.MISSING, base_cents=None).count()
    if not unknown:
        return None
    return _("The shares of %(count)d members cannot be computed yet, and so nobody’s share is certain.") % {
        "count": unknown
    }


def _members(keys: list[int]) -> list[Member]:
    return list(Member.objects.filter(pk__in=keys).select_related("person__company", "company").order_by("pk"))


def _row(run: DuesRun, payer: Payer) -> DuesRunRow:
    return DuesRunRow(
        run=run,
        member=payer.member,
        step=Step.FREE if payer.is_known else Step.MISSING,
        type_name=payer.type_name,
        way=payer.way,
        base_cents=payer.base_cents,
        notes=list(payer.notes),
    )


def _fill(row: DuesRunRow, proposal: Proposal) -> None:
    row.step, row.digest, row.invoice = proposal.step, proposal.digest, proposal.charged
    row.result = Result.OPEN if proposal.step in TO_DO else ""
    row.total_cents = proposal.charged.total_cents if proposal.charged else proposal.assessment.total_cents
    row.explanation = list(explanation_of(proposal.assessment.lines))
    row.notes = list(proposal.notes)
