"""What the bank reported: statements, their lines, and which postings came of a line."""

import json

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models.acting import Acted
from verein.sealed import unseal

from .postings import Posting


class BankStatement(Acted):
    """A file of the bank that was taken over; the same file again changes nothing."""

    class Format(models.TextChoices):
        CAMT = "camt", "CAMT"
        MT940 = "mt940", "MT940"
        CSV = "csv", "CSV"

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(_("file"), max_length=200)
    format = models.CharField(_("format"), max_length=5, choices=Format)
    from_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"))
    line_count = models.PositiveIntegerField(_("lines"))
    new_count = models.PositiveIntegerField(_("of them new"))
    # What it tells of other currencies, [{"on": …, "amount": …, "currency": …}]: our books are in euros.
    foreign = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(_("taken over"), auto_now_add=True)

    class Meta:
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")

    def __str__(self) -> str:
        return self.name


class BankTransaction(models.Model):
    """One line of the bank account. The amount is signed: positive came in.

    Who paid and what for is sealed; `payer_hash` finds the same account again without naming it.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        BOOKING = "booking", _("being booked")  # a debit run, piece by piece
        UNBOOKING = "unbooking", _("being taken back")
        BOOKED = "booked", _("booked")
        IGNORED = "ignored", _("not ours")

    statement = models.ForeignKey(BankStatement, on_delete=models.PROTECT, related_name="transactions")
    # Hash of what the line says and of how many equal ones came before it on its day.
    key = models.CharField(max_length=64, unique=True)
    booked_on = models.DateField(_("booked on"))
    valued_on = models.DateField(_("value date"))
    amount_cents = models.BigIntegerField(_("amount"))
    # Of a returned debit: what the bank took for it. It is in the amount, and is nothing of the member's.
    fee_cents = models.PositiveIntegerField(_("fee of the bank"), default=0)
    details = models.TextField(editable=False)  # sealed JSON: name, iban, purpose
    payer_hash = models.CharField(max_length=64, blank=True, db_index=True)
    end_to_end = models.CharField(max_length=35, blank=True)
    mandate = models.CharField(_("mandate reference"), max_length=35, blank=True)
    batch = models.CharField(max_length=35, blank=True)
    is_return = models.BooleanField(_("returned debit"), default=False)
    return_code = models.CharField(max_length=4, blank=True)
    # Another format of the same days tells of the same amount from the same account.
    may_be_double = models.BooleanField(default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    ignored_because = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("bank transaction")
        verbose_name_plural = _("bank transactions")
        indexes = [models.Index(fields=["state", "booked_on"], name="transaction_open")]
        constraints = [
            models.CheckConstraint(condition=~Q(amount_cents=0), name="transaction_moves_something"),
            models.CheckConstraint(
                condition=~Q(state="ignored") | ~Q(ignored_because=""), name="ignored_transaction_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booked_on:%Y-%m-%d} {self.pk}"

    @property
    def to_book_cents(self) -> int:
        """What is to be posted: the amount without the bank's own fee."""
        return self.amount_cents + self.fee_cents

    def opened(self) -> dict[str, str]:
        """Name, IBAN and purpose as the bank wrote them, empty once they are forgotten; decrypts, so ask once."""
        details: dict[str, str] = json.loads(unseal(self.details)) if self.details else {}
        return {"name": "", "iban": "", "purpose": "", **details}


class BankMatch(models.Model):
    """A posting that came of a line of the bank account; taking it back is another one."""

    transaction = models.ForeignKey(BankTransaction, on_delete=models.PROTECT, related_name="matches")
    posting = models.OneToOneField(Posting, on_delete=models.PROTECT, related_name="bank_match")

    class Meta:
        verbose_name = _("assignment of a bank transaction")
        verbose_name_plural = _("assignments of bank transactions")

    def __str__(self) -> str:
        return str(self.posting)


class StatementColumns(models.Model):
    """What the columns of one bank's CSV mean, remembered by the names of its columns."""

    signature = models.CharField(max_length=64, unique=True)
    columns = models.JSONField()  # column number from 0 -> field

    class Meta:
        verbose_name = _("columns of a bank’s CSV")
        verbose_name_plural = _("columns of banks’ CSV")

    def __str__(self) -> str:
        return self.signature[:8]
