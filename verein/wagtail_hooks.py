"""The association's face in Wagtail."""

from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks

from .branding import admin_stylesheet


@hooks.register("register_admin_urls")
def register_stylesheet() -> list[URLPattern]:
    return [path("farben.css", admin_stylesheet, name="admin_stylesheet")]


@hooks.register("insert_global_admin_css")
def brand_colour() -> SafeString:
    return format_html(
        '<link rel="stylesheet" href="{}"><link rel="stylesheet" href="{}">',
        reverse("admin_stylesheet"),
        static("verein/css/admin.css"),
    )
