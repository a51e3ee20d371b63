"""Credit that is to be paid back: the treasurer's list of transfers still to make, and their files for the bank."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models.acting import Acted
from verein.sealed import unseal

from .accounts import Account
from .postings import Posting


class PayoutFile(Acted):
    """Transfers handed to the bank in one file (pain.001). It is made once; withdrawn, its refunds wait again."""

    reference = models.CharField(_("reference"), max_length=35, unique=True)
    execute_on = models.DateField(_("to be executed on"))
    total_cents = models.BigIntegerField(_("total"))
    file_sealed = models.TextField(editable=False)  # with the IBANs
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(_("made on"))
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, blank=True)

    class Meta:
        verbose_name = _("file of transfers")
        verbose_name_plural = _("files of transfers")

    def __str__(self) -> str:
        return self.reference


class Payout(Acted):
    """A transfer of credit back to the payer: asked for, with the bank in a file, made (its posting) or dropped."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="payouts")
    amount_cents = models.BigIntegerField(_("amount"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    # Where it goes; empty where no account is known yet.
    holder = models.CharField(_("account holder"), max_length=70, blank=True)
    iban_sealed = models.TextField(editable=False, blank=True)
    iban_hash = models.CharField(max_length=64, blank=True)
    iban_short = models.CharField(_("IBAN"), max_length=16, blank=True)
    ordered_at = models.DateTimeField(_("asked for on"))
    file = models.ForeignKey(PayoutFile, null=True, blank=True, on_delete=models.PROTECT, related_name="payouts")
    posting = models.OneToOneField(Posting, null=True, blank=True, on_delete=models.PROTECT, related_name="payout")
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("refund to be made")
        verbose_name_plural = _("refunds to be made")
        ordering = ["ordered_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="payout_is_positive"),
            models.CheckConstraint(condition=Q(posting=None) | Q(dropped_at=None), name="payout_made_or_dropped"),
            models.CheckConstraint(condition=Q(file=None) | Q(dropped_at=None), name="payout_with_the_bank_or_dropped"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.amount_cents}"

    @property
    def end_to_end(self) -> str:
        """What the bank's statement calls it."""
        return f"ER-{self.pk:06}"

    def iban(self) -> str:
        """In full, for the file to the bank only."""
        return unseal(self.iban_sealed)
