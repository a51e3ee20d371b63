"""Who pays: the debtor's account of a member, with the payer's name and address where another one pays."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models import Member


class Account(models.Model):
    """The account (Debitorenkonto) on which everything is booked that one member owes and pays.

    The payer's fields are filled only where somebody else pays (the company, the parents); otherwise documents name
    the member as the member stands in the register on the day of issue.
    """

    class Way(models.TextChoices):
        TRANSFER = "transfer", _("transfer")
        DEBIT = "debit", _("SEPA direct debit")  # our own file for the bank
        STRIPE = "stripe", _("online (card or debit through Stripe)")

    member = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="account")
    way = models.CharField(_("payment method"), max_length=10, choices=Way, default=Way.TRANSFER)
    payer_name = models.CharField(_("different payer"), max_length=160, blank=True)
    payer_street = models.CharField(_("street and number"), max_length=120, blank=True)
    payer_postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    payer_city = models.CharField(_("town"), max_length=80, blank=True)
    payer_country = models.CharField(_("country"), max_length=2, default="DE")
    payer_email = models.EmailField(_("e-mail address for invoices"), blank=True)
    payer_vat_id = models.CharField(_("VAT ID"), max_length=20, blank=True)
    # Reminders rest while the member disputes what is owed, or the board granted time.
    reminders_paused_until = models.DateField(_("no reminders until"), null=True, blank=True)
    pause_reason = models.CharField(_("reason"), max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("payer’s account")
        verbose_name_plural = _("payers’ accounts")
        permissions = [("view_sums", "Can see sums of dues and payments")]

    def __str__(self) -> str:
        return str(self.member)
