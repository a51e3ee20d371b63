"""Writes: an amount or a payment interval a member chooses itself, or proposes where somebody must agree."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.dues import mails
from members.dues.models import Circumstance, Wish
from members.dues.queries.choosing import Option
from members.dues.queries.regulations import fee_book_on
from members.dues.queries.rounds import recipients_of
from members.dues.rules.circumstances import Entry, keys_of, why_not_enter
from members.dues.rules.rounds import why_not_decide
from members.dues.rules.words import money
from members.models import Member, User
from verein import audit

from .declaring import make_room
from .refusal import DuesRefused

OFFICE = "/admin/beitraege/angaben/"
Kind = Circumstance.Kind


@transaction.atomic
def choose(
    member: Member, option: Option, *, cents: int | None, reason: str, actor: User | None, now: datetime
) -> Circumstance | Wish:
    """Chosen it holds from the first day of a year that is not charged; proposed it waits for the treasurer.

    Raises DuesRefused below what the regulations want at least, and while the same proposal waits. Locks the member.
    """
    Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    today = timezone.localdate(now)
    entry = Entry(option.kind, option.from_on, key=option.key, cents=cents, decided_on=today, reason=reason)
    _check(entry)
    if not option.is_proposal:
        row = _hold(member, entry, now=now)
        audit.log("dues.choose", row, actor=actor, fields=["kind", "cents", "from_on"], at=now)
        return row
    if Wish.objects.filter(member=member, kind=option.kind, key=option.key, decided_at=None).exists():
        raise DuesRefused(_("Your proposal has been received. The treasurer writes to you."))
    wish = Wish.objects.create(
        member=member,
        kind=option.kind,
        key=option.key,
        cents=cents,
        from_on=option.from_on,
        reason=reason,
        asked_at=now,
        asked_by=actor,
    )
    audit.log("dues.propose", wish, actor=actor, fields=["kind", "cents", "from_on"], at=now)
    mails.something_to_decide(f"{OFFICE}vorschlag/{wish.pk}/")
    return wish


@transaction.atomic
def decide_wish(wish: Wish, *, accepted: bool, answer: str, actor: User, now: datetime) -> Wish:
    """Accepted it holds from its day; the member learns it by mail. Raises DuesRefused. Locks the member."""
    member = wish.member
    Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    wish = Wish.objects.select_for_update(of=("self",)).get(pk=wish.pk)
    if reason := why_not_decide(is_decided=wish.decided_at is not None, accepted=accepted, answer=answer):
        raise DuesRefused(reason)
    today = timezone.localdate(now)
    if accepted:
        entry = Entry(
            wish.kind, wish.from_on, key=wish.key, cents=wish.cents, decided_on=today, reason=wish.reason[:200]
        )
        _check(entry)
        _hold(member, entry, now=now)
    wish.accepted, wish.answer, wish.decided_at, wish.decided_by = accepted, answer, now, actor
    wish.save(update_fields=["accepted", "answer", "decided_at", "decided_by"])
    action = "dues.accept_proposal" if accepted else "dues.decline_proposal"
    audit.log(action, wish, actor=actor, fields=["accepted", "answer"], at=now)
    mails.wish_decided(wish, recipients_of([member], today)[member.pk], what=wish_words(wish))
    return wish


def wish_words(wish: Wish) -> str:
    """ "Jahresbeitrag: 150,00 €", "monatlich"."""
    book = fee_book_on(wish.from_on)
    name = dict(keys_of(book, wish.kind)).get(wish.key, wish.key) if book else wish.key
    return name if wish.cents is None else f"{name}: {money(wish.cents)}"


def _check(entry: Entry) -> None:
    """What it takes the place of is no reason against it."""
    if reason := why_not_enter(entry, fee_book_on(entry.from_on), ()):
        raise DuesRefused(reason)


def _hold(member: Member, entry: Entry, *, now: datetime) -> Circumstance:
    """From its first day on, in the place of what held: of the same fee, or the payment interval."""
    same = {} if entry.kind == Kind.PLAN else {"key": entry.key}
    rows = Circumstance.objects.filter(member=member, kind=entry.kind, withdrawn_at=None, **same)
    for row in rows.overlapping(entry.from_on, None):
        make_room(row, entry.from_on, now)
    return Circumstance.objects.create(
        member=member,
        kind=entry.kind,
        key=entry.key,
        cents=entry.cents,
        reason=entry.reason,
        from_on=entry.from_on,
        decided_on=entry.decided_on,
    )
