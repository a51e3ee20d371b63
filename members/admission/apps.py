"""The nested app for becoming and ceasing to be a member."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdmissionConfig(AppConfig):
    name = "members.admission"
    label = "admission"
    verbose_name = _("Admission")
