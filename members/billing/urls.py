"""Paths of this app; they stand before Wagtail's tree."""

from django.urls import path, re_path

from .views import own

urlpatterns = [
    path("mein/beitraege/", own.own_dues, name="own_dues"),
    re_path(r"^mein/beitraege/(?P<number>[A-Z]+-\d{4}-\d+)\.pdf$", own.own_document, name="own_document"),
]
