"""What the bank or Stripe took for a debit that came back, and the association bears itself."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models.acting import Acted, who

from .accounts import Account


class WaivedCost(Acted):
    """The cost of one returned debit that nobody is charged for, though the regulations would allow it.

    It is kept where somebody takes the waiver back: who and when is noted here, and another row may follow.
    """

    # As the charge would be named: "return:<line of the bank>", "return:<movement at Stripe>".
    key = models.CharField(max_length=120)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="waived_costs")
    amount_cents = models.BigIntegerField(_("amount"))
    waived_on = models.DateField(_("waived on"))
    created_at = models.DateTimeField(auto_now_add=True)
    reconsidered_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    reconsidered_by = who()

    class Meta:
        verbose_name = _("waived cost of a returned debit")
        verbose_name_plural = _("waived costs of returned debits")
        constraints = [
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="waived_cost_is_positive"),
            models.UniqueConstraint(fields=["key"], condition=Q(reconsidered_at=None), name="cost_waived_once"),
        ]

    def __str__(self) -> str:
        return self.key
