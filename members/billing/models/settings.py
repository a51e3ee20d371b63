"""What the association chooses about invoices and payments."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from .checks import validate_creditor_identifier, validate_iban


@register_setting(icon="form", order=40)
class BillingSettings(BaseGenericSetting):
    """Where money goes, what stands on documents, how long before a debit its payer is told."""

    account_holder = models.CharField(
        _("account holder"),
        max_length=70,
        blank=True,
        help_text=_("Exactly as the bank has it: banks compare the name with the account."),
    )
    iban = models.CharField(_("IBAN"), max_length=34, blank=True, validators=[validate_iban])
    bank_name = models.CharField(_("bank"), max_length=80, blank=True)
    creditor_identifier = models.CharField(
        _("creditor identifier"), max_length=35, blank=True, validators=[validate_creditor_identifier]
    )
    tax_number = models.CharField(_("tax number"), max_length=20, blank=True)
    is_small_business = models.BooleanField(
        _("small business (§ 19 UStG)"), default=False, help_text=_("Taxable fees then carry no VAT, with the note.")
    )
    series = models.CharField(
        _("series of invoice numbers"),
        max_length=4,
        default="B",
        validators=[RegexValidator(r"^[A-Z]+$", _("Capital letters only."))],
    )
    payment_days = models.PositiveSmallIntegerField(
        _("days to pay, where the regulations name no date"), default=14, validators=[MaxValueValidator(90)]
    )
    notice_days = models.PositiveSmallIntegerField(
        _("days between pre-notification and debit"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("14, unless a shorter time is agreed in the mandate."),
    )
    use_credit_on_issue = models.BooleanField(
        _("use credit for new invoices"),
        default=True,
        help_text=_("What a member has paid too much then pays the next invoice, the earliest part first."),
    )
    footer = models.CharField(_("last line of documents"), max_length=200, blank=True)

    panels = [
        MultiFieldPanel(
            [FieldPanel(name) for name in ("account_holder", "iban", "bank_name", "creditor_identifier")],
            _("Bank account"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("series", "payment_days", "notice_days", "use_credit_on_issue", "footer")],
            _("Documents"),
        ),
        MultiFieldPanel([FieldPanel(name) for name in ("tax_number", "is_small_business")], _("Tax")),
    ]

    class Meta:
        verbose_name = _("invoices and payments")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
