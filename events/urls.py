"""Paths of this app; they stand before Wagtail's tree."""

from django.urls import path

from .feeds import EventFeed
from .views import calendars, documents, registration

urlpatterns = [
    path("termine/naechster/", calendars.next_event, name="next_event"),
    path("termine/kalender.ics", calendars.public_calendar, name="public_calendar"),
    path("termine/feed.xml", EventFeed(), name="event_feed"),
    path("termine/<str:slug>/termin.ics", calendars.event_calendar, name="event_calendar"),
    path("termine/<str:slug>/karte.png", calendars.event_card, name="event_card"),
    path("termine/<str:slug>/anmelden/", registration.sign_up, name="event_sign_up"),
    path("termine/<str:slug>/anmelden/danke/", registration.sign_up_done, name="event_sign_up_done"),
    path("termine/<str:slug>/anmelden/mitglied/", registration.sign_up_colleague, name="event_sign_up_colleague"),
    path("anmeldung/<str:token>/", registration.registration, name="event_registration"),
    path(
        "anmeldung/<str:token>/dokumente/<int:document_id>/",
        documents.registration_document,
        name="event_registration_document",
    ),
    path("anmeldung/<str:token>/nein-danke/", registration.decline_place, name="event_decline"),
    path("mein/termine/", registration.my_events, name="my_events"),
    path("mein/kalender/", calendars.my_calendar, name="my_calendar"),
    path("mein/kalender/erneuern/", calendars.renew_my_calendar, name="renew_my_calendar"),
    path("mein/kalender/<str:token>.ics", calendars.personal_calendar, name="personal_calendar"),
]
