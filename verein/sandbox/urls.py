"""Paths of the stand-ins, under /sandbox/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
