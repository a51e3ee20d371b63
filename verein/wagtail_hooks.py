"""The association's face in Wagtail, and where this app appears in the editors' area: the outbox."""

from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks

from . import outbox, processing
from .branding import admin_stylesheet
from .menu import RULES, TREASURY, show_page, show_submenu

show_submenu(RULES, _("Rules"), icon="doc-full", order=110)
show_submenu(TREASURY, pgettext_lazy("menu", "Treasury"), icon="form", order=130)
show_page("outbox", _("Outbox"), permission=outbox.PERMISSION, icon="mail", order=900)
show_page(
    "processing_record",
    pgettext_lazy("menu", "Data processing"),
    permission=processing.PERMISSION,
    icon="lock",
    order=910,
)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    return [
        path("farben.css", admin_stylesheet, name="admin_stylesheet"),
        path("datenschutz/verzeichnis/", processing.record, name="processing_record"),
        path("postausgang/", outbox.listing, name="outbox"),
        path("postausgang/<int:pk>/erneut/", outbox.send_again, name="outbox_send_again"),
    ]


@hooks.register("insert_global_admin_css")
def brand_colour() -> SafeString:
    return format_html(
        '<link rel="stylesheet" href="{}"><link rel="stylesheet" href="{}">',
        reverse("admin_stylesheet"),
        static("verein/css/admin.css"),
    )


@hooks.register("insert_global_admin_js")
def tables_on_a_phone() -> SafeString:
    return format_html('<script type="module" src="{}"></script>', static("verein/js/tables.js"))
