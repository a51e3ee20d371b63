"""Credit that is to be paid back: the treasurer's list of transfers still to make."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .accounts import Account
from .postings import Posting


class Payout(models.Model):
    """A transfer of credit back to the payer: asked for, then made (its posting) or dropped."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="payouts")
    amount_cents = models.BigIntegerField(_("amount"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    ordered_at = models.DateTimeField(_("asked for on"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    posting = models.OneToOneField(Posting, null=True, blank=True, on_delete=models.PROTECT, related_name="payout")
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("refund to be made")
        verbose_name_plural = _("refunds to be made")
        ordering = ["ordered_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="payout_is_positive"),
            models.CheckConstraint(condition=Q(posting=None) | Q(dropped_at=None), name="payout_made_or_dropped"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.amount_cents}"
