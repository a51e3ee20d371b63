"""What the bank or Stripe took for a debit that came back, and the association bears itself."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models.acting import Acted

from .accounts import Account


class WaivedCost(Acted):
    """The cost of one returned debit that nobody is charged for, though the regulations would allow it."""

    # As the charge would be named: "return:<line of the bank>", "return:<movement at Stripe>".
    key = models.CharField(max_length=120, unique=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="waived_costs")
    amount_cents = models.BigIntegerField(_("amount"))
    waived_on = models.DateField(_("waived on"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("waived cost of a returned debit")
        verbose_name_plural = _("waived costs of returned debits")
        constraints = [models.CheckConstraint(condition=Q(amount_cents__gt=0), name="waived_cost_is_positive")]

    def __str__(self) -> str:
        return self.key
