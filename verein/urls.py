"""The front door: which path leads to which app; Wagtail's page tree comes last."""

from django.conf import settings
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from . import views
from .sitemaps import SITEMAPS

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("media/<path:path>", views.media, name="media"),
    path("dokumente/", include(wagtaildocs_urls)),
    path("konto/", include("allauth.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("", include("members.urls")),
    path("", include("events.urls")),
    path("", include("home.urls")),
    path("", include(wagtail_urls)),
]
if settings.SANDBOX:
    urlpatterns.insert(0, path("sandbox/", include("verein.sandbox.urls")))
