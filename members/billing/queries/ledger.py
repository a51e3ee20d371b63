"""What is open, paid, owed, kept as credit: always sums of charges and postings, never a stored state."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import CharField, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat

from members.billing.models import Account, Charge, ClosedYear, Payout, Posting
from members.billing.rules.movements import SURPLUS

FORGIVEN = (Posting.Kind.WAIVER, Posting.Kind.WRITE_OFF)


def with_open(charges: QuerySet[Charge]) -> QuerySet[Any]:
    """The charges with `open_cents`: what is still to be paid, never below zero."""
    settled = (
        Posting.objects.filter(charge=OuterRef("pk")).order_by().values("charge").annotate(sum=Sum("amount_cents"))
    )
    return charges.annotate(settled_cents=Coalesce(Subquery(settled.values("sum")), 0)).annotate(
        open_cents=F("amount_cents") - F("settled_cents")
    )


def open_charges(account: Account) -> QuerySet[Any]:
    """What the account still has to pay, the oldest first."""
    return with_open(Charge.objects.filter(account=account)).filter(open_cents__gt=0).order_by("due_on", "pk")


def open_cents_of(charge: Charge) -> int:
    """What is still to be paid of one charge, in cents; below zero only while `post` makes credit of it."""
    settled: int = Posting.objects.filter(charge=charge).aggregate(sum=Coalesce(Sum("amount_cents"), 0))["sum"]
    return charge.amount_cents - settled


def paid_by_credit(account: Account) -> list[tuple[Charge, int]]:
    """The charges that credit of the account has paid, and how many cents; the latest first."""
    moved = Posting.objects.filter(account=account, kind=Posting.Kind.OFFSET, charge__isnull=False)
    rows = moved.order_by().values("charge").annotate(sum=Sum("amount_cents"), last=Max("pk")).filter(sum__gt=0)
    found = list(rows.order_by("-last").values_list("charge", "sum"))
    charges = Charge.objects.in_bulk([pk for pk, _sum in found])
    return [(charges[pk], cents) for pk, cents in found]


def credit_cents(account: Account) -> int:
    """Money of the account that no charge uses, in cents; also what was paid too much."""
    free: int = Posting.objects.filter(account=account, charge=None).aggregate(sum=Coalesce(Sum("amount_cents"), 0))[
        "sum"
    ]
    return free


def free_credit_cents(account: Account) -> int:
    """The credit less what is promised back to the payer, in cents."""
    promised: int = Payout.objects.filter(account=account, posting=None, dropped_at=None).aggregate(
        sum=Coalesce(Sum("amount_cents"), 0)
    )["sum"]
    return credit_cents(account) - promised


def surplus_cents(charge: Charge) -> int:
    """What came in beyond what the charge asks for and became credit, in cents."""
    moved: int = Posting.objects.filter(charge=charge, kind=Posting.Kind.OFFSET, ref__contains=f"{SURPLUS}:").aggregate(
        sum=Coalesce(Sum("amount_cents"), 0)
    )["sum"]
    return -moved


def forgiven_on(invoices: Iterable[int]) -> list[Posting]:
    """Waivers and write-offs that stand on the charges of these invoices, with their charges, the oldest first."""
    undone = Posting.objects.filter(ref=Concat(Value("undo:"), Cast(OuterRef("pk"), CharField())))
    rows = Posting.objects.filter(charge__invoice__in=list(invoices), kind__in=FORGIVEN).exclude(Exists(undone))
    return list(rows.select_related("charge").order_by("pk"))


def with_state_sums(charges: QuerySet[Charge]) -> QuerySet[Any]:
    """The charges with `open_cents` and what lowered them without money: `reversed_cents`, `forgiven_cents`."""
    forgiven = Q(postings__kind__in=FORGIVEN)
    cancelled = Q(postings__kind=Posting.Kind.REVERSAL, postings__ref__startswith="reversal:")
    return with_open(charges).annotate(
        reversed_cents=Coalesce(Sum("postings__amount_cents", filter=cancelled), 0),
        forgiven_cents=Coalesce(Sum("postings__amount_cents", filter=forgiven), 0),
    )


def open_from() -> date | None:
    """The first day that may be booked on; None where no year is closed yet."""
    last = ClosedYear.objects.order_by("-until_on").first()
    return last.until_on if last else None
