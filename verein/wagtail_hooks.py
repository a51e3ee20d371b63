"""The association's face in Wagtail, and where this app appears in the editors' area: the outbox."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import outbox, processing
from .branding import admin_stylesheet


class OutboxMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(outbox.PERMISSION))


class ProcessingMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(processing.PERMISSION))


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    return [
        path("farben.css", admin_stylesheet, name="admin_stylesheet"),
        path("datenschutz/verzeichnis/", processing.record, name="processing_record"),
        path("postausgang/", outbox.listing, name="outbox"),
        path("postausgang/<int:pk>/erneut/", outbox.send_again, name="outbox_send_again"),
    ]


@hooks.register("register_admin_menu_item")
def register_outbox_menu_item() -> MenuItem:
    return OutboxMenuItem(_("Outbox"), reverse_lazy("outbox"), name="outbox", icon_name="mail", order=900)


@hooks.register("register_admin_menu_item")
def register_processing_menu_item() -> MenuItem:
    label = _("Record of processing activities")
    return ProcessingMenuItem(label, reverse_lazy("processing_record"), name="processing", icon_name="lock", order=910)


@hooks.register("insert_global_admin_css")
def brand_colour() -> SafeString:
    return format_html(
        '<link rel="stylesheet" href="{}"><link rel="stylesheet" href="{}">',
        reverse("admin_stylesheet"),
        static("verein/css/admin.css"),
    )
