"""The front door: which path leads to which app; Wagtail's page tree comes last."""

from django.conf import settings
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from . import views
from .sitemaps import sitemaps

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("sitemap.xml", sitemap, {"sitemaps": sitemaps()}, name="sitemap"),
    path("media/<path:path>", views.media, name="media"),
    path("farben.css", views.stylesheet, name="stylesheet"),
    path("sprache/", views.switch_language, name="switch_language"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("karte.png", views.site_card, name="site_card"),
    path("robots.txt", views.robots, name="robots"),
    # Ours asks the document's rule, then Wagtail's serves the file.
    path("dokumente/<int:document_id>/<str:filename>", views.serve_document, name="wagtaildocs_serve"),
    path("dokumente/", include(wagtaildocs_urls)),
    # One door to sign in: Wagtail's own lead to ours.
    re_path(r"^admin/(?:login|password_reset)/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/logout/", RedirectView.as_view(pattern_name="account_logout")),
    path("admin/", include(wagtailadmin_urls)),
    path("", include("members.board.urls")),
    path("", include("members.urls")),
    path("", include("members.admission.urls")),
    path("", include("members.dues.urls")),
    path("", include("members.billing.urls")),
    path("konto/", include("allauth.urls")),
    path("", include("events.urls")),
    path("", include("home.urls")),
    path("", include(wagtail_urls)),
]
handler400 = "verein.views.bad_request"
handler403 = "verein.views.permission_denied"
handler404 = "verein.views.page_not_found"
handler500 = "verein.views.server_error"
if settings.SANDBOX:
    urlpatterns.insert(0, path("sandbox/", include("verein.sandbox.urls")))
