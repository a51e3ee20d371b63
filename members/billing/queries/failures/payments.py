"""Payments that failed, debits that came back, payments that are disputed: as long as the charge is open."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from members.billing.models import Account, Attempt, Charge, Posting
from members.billing.queries.charges import running_debits
from members.billing.rules.failures import Failure, FailureKind, reason_and_advice
from verein.money import euros

from .watch import Watch

MOST = 200  # of a kind; more is one and the same trouble
_HOLDER = ("account__member__person", "account__member__company", "charge__invoice")


@dataclass(frozen=True)
class Trouble:
    """What happened to a charge; `reason` and `advice` in words."""

    charge: Charge
    account: Account
    cents: int
    on: date
    what: str
    reason: str
    advice: str

    def told(self) -> Failure:
        text = _("%(amount)s of %(name)s for %(number)s %(what)s: %(reason)s") % {
            "amount": euros(self.cents),
            "name": self.account.member.holder,
            "number": self.charge.invoice.number,
            "what": self.what,
            "reason": self.reason,
        }
        url = reverse("billing_account", args=[self.account.pk])
        return Failure(text, self.advice, url, FailureKind.PAYMENT, self.on)


def _payments(_today: date) -> list[Failure]:
    """The newest trouble of each open charge; nothing where a new attempt is announced or running."""
    newest: dict[int, Trouble] = {}
    for trouble in [*_failed(), *_came_back()]:
        known = newest.get(trouble.charge.pk)
        if known is None or known.on < trouble.on:
            newest[trouble.charge.pk] = trouble
    running = running_debits(newest) if newest else set()
    return [trouble.told() for pk, trouble in newest.items() if pk not in running]


def _unsolved(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those whose charge is still open; asked row by row, as troubles are few and the ledger is long."""
    again = Attempt.objects.filter(charge=OuterRef("charge"), state=Attempt.State.ANNOUNCED)
    settled = Posting.objects.filter(charge=OuterRef("charge")).order_by().values("charge")
    paid = Coalesce(Subquery(settled.annotate(sum=Sum("amount_cents")).values("sum")), 0)
    owed = rows.annotate(left=F("charge__amount_cents") - paid).filter(left__gt=0)
    return owed.exclude(Exists(again)).select_related(*_HOLDER).order_by("-pk")


def _failed_rows() -> QuerySet[Any]:
    return _unsolved(Attempt.objects.filter(state=Attempt.State.FAILED))


def _returned_rows() -> QuerySet[Any]:
    return _unsolved(Posting.objects.filter(kind__in=(Posting.Kind.RETURNED, Posting.Kind.DISPUTE)))


def _failed() -> list[Trouble]:
    return [
        Trouble(
            row.charge,
            row.account,
            row.amount_cents,
            timezone.localdate(row.synced_at or row.created_at),
            _("could not be collected"),
            *reason_and_advice(row.error_code, by_provider=True),
        )
        for row in _failed_rows()[:MOST]
    ]


def _came_back() -> list[Trouble]:
    return [
        Trouble(row.charge, row.account, -row.amount_cents, row.booked_on, _("came back"), *_why(row))
        for row in _returned_rows()[:MOST]
    ]


def _why(row: Posting) -> tuple[str, str]:
    by_provider = row.way == Posting.Way.STRIPE
    reason, advice = reason_and_advice(row.reason_code, by_provider=by_provider)
    if row.kind == Posting.Kind.DISPUTE:
        advice = _("Answer the dispute in Stripe’s dashboard before its deadline, or speak with the member.")
    return reason, advice


of_payments = Watch(lambda _today: [_failed_rows(), _returned_rows()], _payments)
