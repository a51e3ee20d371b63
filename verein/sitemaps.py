"""The sitemap: every published page of the tree, the lists that are views, and what the apps add."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.utils.module_loading import import_string
from wagtail.models import Page
from wagtail.query import PageQuerySet


class OwnAddress(Sitemap):
    """Addresses below BASE_URL, whatever name the request came under."""

    def get_domain(self, site: object = None) -> str:
        return urlsplit(settings.BASE_URL).netloc

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.BASE_URL).scheme


class Pages(OwnAddress):
    limit = 2000

    def items(self) -> PageQuerySet:
        return Page.objects.live().public().filter(depth__gt=1).order_by("path")

    def location(self, item: Page) -> str:
        """The path alone: where the site lives says BASE_URL, whatever Wagtail's own table of sites says."""
        parts = item.get_url_parts()
        return str(parts[2]) if parts else "/"

    def lastmod(self, item: Page) -> datetime | None:
        return item.last_published_at


class Lists(OwnAddress):
    """Public pages that are no Wagtail pages: settings.SITEMAP_PATHS."""

    def items(self) -> list[str]:
        return list(settings.SITEMAP_PATHS)

    def location(self, item: str) -> str:
        return item


def sitemaps() -> dict[str, type[Sitemap]]:
    """All parts by name; the apps' own stand in settings.SITEMAP_PARTS."""
    parts = {name: import_string(path) for name, path in settings.SITEMAP_PARTS.items()}
    return {"pages": Pages, "lists": Lists, **parts}
