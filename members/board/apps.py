"""The nested app for bodies, offices and terms, and Wagtail's accounts with the forms of this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class BoardConfig(AppConfig):
    name = "members.board"
    label = "board"
    verbose_name = _("Board and offices")
    default = True


class AccountsConfig(WagtailUsersAppConfig):
    """Groups that offices grant are not given by hand."""

    default = False
    user_viewset = "members.board.viewsets.users.AccountViewSet"
