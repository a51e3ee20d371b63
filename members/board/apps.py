"""The nested app for bodies, offices and terms."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BoardConfig(AppConfig):
    name = "members.board"
    label = "board"
    verbose_name = _("Board and offices")
