"""Paths of this app; they stand before Wagtail's tree."""

from django.urls import path

from .views import contact, legal, search, start

urlpatterns = [
    path("suche/", search.search, name="search"),
    path("mein/", start.start, name="my_area"),
    path("impressum/", legal.legal_notice, name="legal_notice"),
    path("datenschutz/", legal.privacy_notice, name="privacy_notice"),
    path("barrierefreiheit/", legal.accessibility, name="accessibility"),
    path("kontakt/", contact.contact, name="contact"),
    path("kontakt/amt/<slug:key>/", contact.contact_office, name="contact_office"),
    path("kontakt/danke/", contact.contact_done, name="contact_done"),
]
