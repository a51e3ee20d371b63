"""Payments through Stripe: attempts to pay, who pays how, refunds we ordered, and the news that came in."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models.acting import Acted

from .accounts import Account
from .invoices import Charge


class PaymentProfile(models.Model):
    """What Stripe keeps for an account: its customer, and the card or bank account given for later payments."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="payment_profile")
    customer_id = models.CharField(max_length=60, unique=True)
    # Whose customer that is: the association's account there, and its mode. Under other keys nobody knows it.
    stripe_account = models.CharField(max_length=60, blank=True)
    is_live = models.BooleanField(default=False)
    told = models.CharField(max_length=64, blank=True)  # keyed hash of the name and e-mail address that Stripe has
    method_id = models.CharField(max_length=60, blank=True)
    method_type = models.CharField(max_length=20, blank=True)  # "card", "sepa_debit"
    last4 = models.CharField(max_length=4, blank=True)
    mandate_reference = models.CharField(max_length=60, blank=True)
    given_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("payment method kept at Stripe")
        verbose_name_plural = _("payment methods kept at Stripe")

    def __str__(self) -> str:
        return self.customer_id


class Attempt(models.Model):
    """One try to be paid: a visit to the pay page, or a collection from a kept card or account.

    The state is Stripe's as of `synced_at`. `watched` as long as something may still change there.
    """

    class Kind(models.TextChoices):
        CHECKOUT = "checkout", _("pay page")
        COLLECTION = "collection", _("collection")
        SETUP = "setup", _("payment method given")  # no money, no charge

    class State(models.TextChoices):
        NEW = "new", _("started")
        ANNOUNCED = "announced", _("announced")
        PROCESSING = "processing", _("debit under way")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="attempts")
    charge = models.ForeignKey(Charge, null=True, blank=True, on_delete=models.PROTECT, related_name="attempts")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.NEW)
    amount_cents = models.BigIntegerField(_("amount"), default=0)
    collect_on = models.DateField(_("collected on"), null=True, blank=True)
    # What was asked of Stripe, and when: repeated word by word, with the same key, where the answer was lost. Text,
    # because a database may put the names inside JSON into another order.
    request = models.TextField(blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    session_id = models.CharField(max_length=100, unique=True, null=True, blank=True)
    session_url = models.URLField(max_length=1000, blank=True)
    payment_intent = models.CharField(max_length=60, unique=True, null=True, blank=True)
    method_type = models.CharField(max_length=20, blank=True)
    refs = models.JSONField(default=list)  # references of the postings that came of it
    error_code = models.CharField(max_length=60, blank=True)
    # What a person must look at: an amount or a currency that does not fit.
    trouble = models.CharField(max_length=200, blank=True)
    watched = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    synced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("attempt to pay online")
        verbose_name_plural = _("attempts to pay online")
        constraints = [
            models.UniqueConstraint(
                fields=["charge"],
                condition=Q(state__in=["new", "announced", "processing"]),
                name="one_attempt_a_charge_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(kind="setup", charge=None) | (~Q(kind="setup") & Q(charge__isnull=False)),
                name="only_a_setup_has_no_charge",
            ),
        ]
        indexes = [models.Index(fields=["watched", "state"], name="attempt_watched")]

    def __str__(self) -> str:
        return str(self.key)

    @property
    def is_running(self) -> bool:
        """Money is under way: nobody may try a second time."""
        return self.state == self.State.PROCESSING


class RefundOrder(Acted):
    """A refund we asked Stripe for; what comes of it is booked by the sync."""

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="refund_orders")
    amount_cents = models.BigIntegerField(_("amount"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    request = models.TextField(blank=True)  # as at Attempt
    refund_id = models.CharField(max_length=60, blank=True)
    refused = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("refund through Stripe")
        verbose_name_plural = _("refunds through Stripe")
        constraints = [models.CheckConstraint(condition=Q(amount_cents__gt=0), name="refund_order_is_positive")]

    def __str__(self) -> str:
        return str(self.key)


class StripeEvent(models.Model):
    """News from Stripe as it came in; only a hint to look there again. Kept until handled and a while longer."""

    event_id = models.CharField(max_length=80, primary_key=True)
    type = models.CharField(max_length=80)
    livemode = models.BooleanField()
    body = models.TextField()
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("event from Stripe")
        verbose_name_plural = _("events from Stripe")
        indexes = [models.Index(fields=["handled_at", "next_try_at"], name="stripe_event_due")]

    def __str__(self) -> str:
        return self.event_id
