"""Paths of this app; they stand before Wagtail's tree."""

from django.urls import path

from .views import search, start

urlpatterns = [
    path("suche/", search.search, name="search"),
    path("mein/", start.start, name="my_area"),
]
