"""Paths of this app; they stand before Wagtail's tree."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
