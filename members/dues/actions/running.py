"""Writes: dues runs. Computed and issued piece by piece by the queue, so that each piece can be lost and done again."""

from datetime import date, datetime, timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from members.billing.actions import BillingRefused
from members.dues.models import DecidedLevy, DuesRun, DuesRunRow
from members.dues.queries.levying import members_of_levy
from members.dues.queries.planning import Proposal, members_to_look_at, proposals
from members.dues.rules.drafting import explanation_of
from members.models import Member, User
from verein import audit

from .charging import TO_DO, carry_out, in_their_language
from .levying import levy_shares, look_at_piece, why_not_issue_yet
from .refusal import DuesRefused

PIECE = 100  # members a task looks at, so that mails of others get their turn between two pieces
LOST_AFTER = timedelta(minutes=3)
State, Result = DuesRun.State, DuesRunRow.Result
AT_WORK = (State.COMPUTING, State.ISSUING)


@transaction.atomic
def start_run(day: date, *, actor: User, now: datetime, levy: DecidedLevy | None = None) -> DuesRun:
    """A fresh look at the year in which `day` lies, or at a levy; earlier looks of which nothing was issued go.

    Raises DuesRefused while another run is at work. The database lets one be at work at a time.
    """
    _wait_your_turn()
    DuesRun.objects.exclude(state__in=AT_WORK).exclude(rows__result=Result.DONE).delete()
    members = members_of_levy(levy) if levy else members_to_look_at(day)
    run = DuesRun(day=day, levy=levy, started_by=actor, started_at=now, touched_at=now, members=members.count())
    _put_to_work(run)
    audit.log("dues.start_run", run, actor=actor)
    work.enqueue(run.pk)
    return run


def _wait_your_turn() -> None:
    if DuesRun.objects.filter(state__in=AT_WORK).exists():
        raise DuesRefused(_("A dues run is at work. Wait until it is done, or stop it."))


def _put_to_work(run: DuesRun) -> None:
    """Of two who click at the same moment the database lets one through; the other reads what everybody reads."""
    try:
        with transaction.atomic():
            run.save()
    except IntegrityError as error:
        raise DuesRefused(_("A dues run is at work. Wait until it is done, or stop it.")) from error


@transaction.atomic
def issue_run(run: DuesRun, *, actor: User, now: datetime) -> DuesRun:
    """Issue what the run shows, or go on where it was stopped. Raises DuesRefused in any other state."""
    run = DuesRun.objects.select_for_update().get(pk=run.pk)
    if run.state not in (State.READY, State.STOPPED):
        raise DuesRefused(_("This run cannot be issued now."))
    if reason := why_not_issue_yet(run):
        raise DuesRefused(reason)
    _wait_your_turn()
    run.state, run.touched_at = State.ISSUING, now
    _put_to_work(run)
    audit.log("dues.issue_run", run, actor=actor)
    work.enqueue(run.pk)
    return run


@transaction.atomic
def stop_run(run: DuesRun, *, actor: User) -> DuesRun:
    """What is issued stays; the rest can go on later. A run that is still computed begins anew then."""
    run = DuesRun.objects.select_for_update().get(pk=run.pk)
    if not run.is_at_work:
        raise DuesRefused(_("This run is not at work."))
    if run.state == State.COMPUTING:
        run.delete()
        return run
    run.state = State.STOPPED
    run.save(update_fields=["state"])
    audit.log("dues.stop_run", run, actor=actor)
    return run


@task()
def work(run_pk: int) -> str:
    """One piece of a run, then the next piece is queued; returns the state it left behind."""
    now = timezone.now()
    run = DuesRun.objects.filter(pk=run_pk).first()
    if run is None or not run.is_at_work:
        return ""
    if run.state == State.ISSUING:
        _issue_piece(run, now)
    with transaction.atomic():
        run = DuesRun.objects.select_for_update().filter(pk=run_pk).first()
        if run is None or not run.is_at_work:
            return ""
        if run.state == State.COMPUTING and run.levy_id:
            look_at_piece(run, PIECE, now=now)
        elif run.state == State.COMPUTING:
            _compute_piece(run, now)
        elif not _to_do(run).exists():
            run.state, run.finished_at = State.DONE, now
        run.touched_at = now
        run.save()
        if run.is_at_work:
            work.enqueue(run.pk)
    return run.state


def take_up_lost_runs(now: datetime) -> int:
    """Runs whose worker was killed go on; called every minute. Returns how many."""
    lost = DuesRun.objects.filter(state__in=[State.COMPUTING, State.ISSUING], touched_at__lt=now - LOST_AFTER)
    for run in lost:
        work.enqueue(run.pk)
    return lost.update(touched_at=now)


def _compute_piece(run: DuesRun, now: datetime) -> None:
    """The next members, in order of their keys; the run is locked."""
    members = list(members_to_look_at(run.day).filter(pk__gt=run.cursor)[:PIECE])
    found = proposals(members, run.day, today=timezone.localdate(now))
    DuesRunRow.objects.bulk_create(_row(run, proposal) for proposal in found)
    if members:
        run.cursor = members[-1].pk
    else:
        run.state = State.READY


def _row(run: DuesRun, proposal: Proposal) -> DuesRunRow:
    return DuesRunRow(
        run=run,
        member=proposal.member,
        step=proposal.step,
        result=Result.OPEN if proposal.step in TO_DO else "",
        type_name=proposal.type_name,
        way=proposal.account.way,
        total_cents=proposal.draft.total_cents if proposal.draft else 0,
        before_cents=proposal.before_cents,
        digest=proposal.digest,
        explanation=list(explanation_of(proposal.assessment.lines)),
        notes=list(proposal.notes),
        invoice=proposal.charged,
    )


def _to_do(run: DuesRun) -> QuerySet[DuesRunRow]:
    return DuesRunRow.objects.filter(run=run, result=Result.OPEN)


def _issue_piece(run: DuesRun, now: datetime) -> None:
    """Each member in a transaction of its own: what was done is never undone by what comes after it."""
    keys = list(_to_do(run).order_by("member_id").values_list("member_id", flat=True)[:PIECE])
    members = list(Member.objects.filter(pk__in=keys).select_related("person__company", "company").order_by("pk"))
    today = timezone.localdate(now)
    propose = partial(levy_shares, run, today=today) if run.levy_id else partial(proposals, day=run.day, today=today)
    found = {each.member.pk: each for each in in_their_language(members, propose)}
    for member in members:
        _issue_row(run, member, found.get(member.pk), today)


@transaction.atomic
def _issue_row(run: DuesRun, member: Member, proposal: Proposal | None, today: date) -> None:
    """Locks the row, then account and number range. What is not as it was looked at is left for another look."""
    row = _to_do(run).select_for_update().filter(member=member).first()
    if row is None:
        return
    if proposal is None or (proposal.step, proposal.digest) != (row.step, row.digest):
        row.result = Result.STALE
    else:
        try:
            with transaction.atomic():
                row.invoice = carry_out(proposal, today, run.started_by) or row.invoice
            row.result = Result.DONE
        except BillingRefused as refused:
            row.result, row.notes = Result.REFUSED, [*row.notes, str(refused)]
    row.save(update_fields=["result", "notes", "invoice"])
