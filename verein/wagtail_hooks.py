"""Where this app appears in the editors' area: the outbox."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import outbox


class OutboxMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(outbox.PERMISSION))


@hooks.register("register_admin_urls")
def register_outbox_urls() -> list[URLPattern]:
    return [
        path("postausgang/", outbox.listing, name="outbox"),
        path("postausgang/<int:pk>/erneut/", outbox.send_again, name="outbox_send_again"),
    ]


@hooks.register("register_admin_menu_item")
def register_outbox_menu_item() -> MenuItem:
    return OutboxMenuItem(_("Outbox"), reverse_lazy("outbox"), name="outbox", icon_name="mail", order=900)
