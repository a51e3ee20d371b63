"""The tax adviser's numbers: which account of the chart each kind of movement belongs to."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

_ACCOUNT = RegexValidator(r"^\d{4,8}$", _("4 to 8 digits."))


def _account(label: Any) -> "models.CharField[str, str]":
    return models.CharField(label, max_length=8, blank=True, validators=[_ACCOUNT])


@register_setting(icon="table", order=41)
class BookkeepingSettings(BaseGenericSetting):
    """What a DATEV file must say; the tax adviser knows all of it. Empty: no such file is made."""

    consultant = models.PositiveIntegerField(
        _("number of the tax adviser"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1001), MaxValueValidator(9999999)],
    )
    client = models.PositiveIntegerField(
        _("number of the client"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(99999)]
    )
    account_length = models.PositiveSmallIntegerField(
        _("digits of an account"), default=4, validators=[MinValueValidator(4), MaxValueValidator(8)]
    )
    first_debtor = models.PositiveIntegerField(
        _("account of the first member"),
        default=10000,
        help_text=_("Each member’s account is this plus a fixed number."),
    )
    dues_account = _account(_("dues"))
    bank_account = _account(_("bank"))
    cash_account = _account(_("cash"))
    online_account = _account(_("payment service (money on its way)"))
    fees_account = _account(_("fees of the payment service"))
    losses_account = _account(_("waived and written off"))

    panels = [
        MultiFieldPanel(
            [FieldPanel(name) for name in ("consultant", "client", "account_length", "first_debtor")], _("DATEV")
        ),
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in (
                    "dues_account",
                    "bank_account",
                    "cash_account",
                    "online_account",
                    "fees_account",
                    "losses_account",
                )
            ],
            _("Accounts of the chart"),
        ),
    ]

    class Meta:
        verbose_name = _("bookkeeping")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
