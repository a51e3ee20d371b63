"""The nested app for invoices, postings and payments."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BillingConfig(AppConfig):
    name = "members.billing"
    label = "billing"
    verbose_name = _("Invoices and payments")
