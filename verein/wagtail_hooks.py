"""The association's face in Wagtail, and where this app appears in the editors' area: the outbox."""

from django.templatetags.static import static
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import outbox, processing
from .branding import admin_stylesheet
from .menu import PermittedMenuItem


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
    return PermittedMenuItem(
        _("Outbox"), reverse_lazy("outbox"), permission=outbox.PERMISSION, name="outbox", icon_name="mail", order=900
    )


@hooks.register("register_admin_menu_item")
def register_processing_menu_item() -> MenuItem:
    return PermittedMenuItem(
        pgettext_lazy("menu", "Data processing"),
        reverse_lazy("processing_record"),
        permission=processing.PERMISSION,
        name="processing",
        icon_name="lock",
        order=910,
    )


@hooks.register("insert_global_admin_css")
def brand_colour() -> SafeString:
    return format_html(
        '<link rel="stylesheet" href="{}"><link rel="stylesheet" href="{}">',
        reverse("admin_stylesheet"),
        static("verein/css/admin.css"),
    )
