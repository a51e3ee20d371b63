"""What came and went: postings are only added, each with a reference that exists once."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models.acting import Acted
from members.models.rulebook import Length, Unit
from members.rules import add

from .accounts import Account
from .invoices import Charge

RECLAIM_WEEKS = 8  # a debit may be reclaimed without a reason (L-SEPA-6)
RECLAIM_MONTHS = 13  # a debit without a valid mandate may be reclaimed (L-SEPA-6)


class Posting(Acted):
    """One movement on an account. Positive lowers what is owed (money came), negative raises it (money went back).

    `charge` None is credit of the account that is not used yet. Moving credit onto a charge is a pair of `OFFSET`
    postings that sum up to zero.
    """

    class Kind(models.TextChoices):
        PAYMENT = "payment", _("payment")
        RETURNED = "returned", _("returned debit")
        REFUND = "refund", _("refund")
        REFUND_FAILED = "refund_failed", _("refund that failed")
        DISPUTE = "dispute", _("disputed payment")
        DISPUTE_WON = "dispute_won", _("dispute won")
        REVERSAL = "reversal", _("cancellation")
        OFFSET = "offset", _("offset against credit")
        WAIVER = "waiver", _("waiver")
        WRITE_OFF = "write_off", _("written off")

    class Way(models.TextChoices):
        TRANSFER = "transfer", _("transfer")
        DEBIT = "debit", _("SEPA direct debit")
        STRIPE = "stripe", _("online")
        CASH = "cash", _("cash")
        BOOK = "book", _("without money")

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="postings")
    charge = models.ForeignKey(Charge, null=True, blank=True, on_delete=models.PROTECT, related_name="postings")
    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    way = models.CharField(_("payment method"), max_length=10, choices=Way)
    amount_cents = models.BigIntegerField(_("amount"))
    # Where it comes from, once: "stripe:ch_…", "bank:<hash>:1", "cash:<uuid>", "reversal:<invoice>:<charge>".
    ref = models.CharField(_("reference"), max_length=200, unique=True)
    booked_on = models.DateField(_("booked on"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    # Why money came back: a code of L-SEPA-8, of Stripe, or empty.
    reason_code = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        constraints = [
            models.CheckConstraint(condition=~Q(amount_cents=0), name="posting_moves_something"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=["payment", "refund_failed", "dispute_won", "waiver", "write_off"], amount_cents__gt=0
                )
                | Q(kind__in=["returned", "refund", "dispute"], amount_cents__lt=0)
                | Q(kind__in=["reversal", "offset"]),
                name="posting_has_the_sign_of_its_kind",
            ),
        ]
        indexes = [models.Index(fields=["booked_on"], name="posting_booked")]

    def __str__(self) -> str:
        return self.ref

    @property
    def _is_debit(self) -> bool:
        return self.kind == self.Kind.PAYMENT and self.way == self.Way.DEBIT

    @property
    def reclaimable_until(self) -> date | None:
        """Last day on which the payer may have a debit back without a reason; None for other ways."""
        return self.booked_on + timedelta(weeks=RECLAIM_WEEKS) if self._is_debit else None

    @property
    def reclaimable_without_mandate_until(self) -> date | None:
        """Last day on which a debit comes back that no valid mandate covered; None for other ways."""
        return add(self.booked_on, Length(RECLAIM_MONTHS, Unit.MONTHS)) if self._is_debit else None
