"""What we know of the payment provider itself: our webhook there, our balance, and whether all agrees."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models.acting import Acted

from .bank import BankTransaction


class Webhook(Acted):
    """A webhook that we made at Stripe, with the secret that signs its news; those from the environment are not here.

    Sealed here, and not shown: the treasurer sets it up with a click, without access to the server.
    """

    endpoint_id = models.CharField(max_length=80, unique=True)
    url = models.URLField(max_length=300)
    secret_sealed = models.TextField(editable=False)
    made_at = models.DateTimeField(_("set up on"))

    class Meta:
        verbose_name = _("webhook at Stripe")
        verbose_name_plural = _("webhooks at Stripe")

    def __str__(self) -> str:
        return self.endpoint_id


class Reconciliation(models.Model):
    """One comparison with Stripe: how many payments were looked at, and whether it came to its end."""

    began_at = models.DateTimeField(_("began"))
    looked_at = models.PositiveIntegerField(_("payments looked at"), default=0)
    is_whole = models.BooleanField(default=True)  # False: Stripe asked us to wait; the next one goes on
    # Whose keys were used: the account there, empty where Stripe does not say, and its mode.
    stripe_account = models.CharField(max_length=60, blank=True)
    is_live = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("comparison with Stripe")
        verbose_name_plural = _("comparisons with Stripe")
        ordering = ["-began_at"]

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d %H:%M}"


class ProviderPayout(models.Model):
    """Money that Stripe sent to the association's bank; `bank_line` is where it arrived."""

    class State(models.TextChoices):
        PENDING = "pending", _("ordered")
        IN_TRANSIT = "in_transit", _("on its way to the bank")
        PAID = "paid", _("paid out")
        FAILED = "failed", _("failed")
        CANCELED = "canceled", _("cancelled")

    payout_id = models.CharField(max_length=80, unique=True)
    amount_cents = models.BigIntegerField(_("amount"))
    arrives_on = models.DateField(_("at the bank on"))
    state = models.CharField(_("state"), max_length=12, choices=State)
    failure = models.CharField(max_length=200, blank=True)
    is_listed = models.BooleanField(default=False)  # what it is made of is known
    bank_line = models.OneToOneField(
        BankTransaction, null=True, blank=True, on_delete=models.PROTECT, related_name="provider_payout"
    )

    class Meta:
        verbose_name = _("payout of Stripe")
        verbose_name_plural = _("payouts of Stripe")
        ordering = ["-arrives_on", "-pk"]

    def __str__(self) -> str:
        return self.payout_id


class BalanceEntry(models.Model):
    """One movement of the association's balance at Stripe, as Stripe tells it; it never changes there, nor here.

    `amount_cents` is signed and before the fee. `kind` is Stripe's reporting category.
    """

    FEE = "fee"
    PAYOUTS = ("payout", "payout_reversal")

    entry_id = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=60)
    amount_cents = models.BigIntegerField(_("amount"))
    fee_cents = models.BigIntegerField(_("fee"))
    source = models.CharField(max_length=80, blank=True)
    intent_id = models.CharField(max_length=60, blank=True, db_index=True)
    booked_on = models.DateField(_("booked on"), db_index=True)
    created_at = models.DateTimeField()
    payout = models.ForeignKey(ProviderPayout, null=True, blank=True, on_delete=models.PROTECT, related_name="entries")

    class Meta:
        verbose_name = _("movement of the balance at Stripe")
        verbose_name_plural = _("movements of the balance at Stripe")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.entry_id

    @property
    def net_cents(self) -> int:
        return self.amount_cents - self.fee_cents


class BalanceCheck(models.Model):
    """Stripe's balance at a moment in which it stood still, and the sum of the movements we know."""

    checked_at = models.DateTimeField()
    balance_cents = models.BigIntegerField()
    entries_cents = models.BigIntegerField()

    class Meta:
        verbose_name = _("check of the balance at Stripe")
        verbose_name_plural = _("checks of the balance at Stripe")

    def __str__(self) -> str:
        return f"{self.checked_at:%Y-%m-%d %H:%M}"

    @property
    def difference_cents(self) -> int:
        return self.balance_cents - self.entries_cents
