"""Paths of this app; they stand before Wagtail's tree."""

from django.urls import path

from .views import registration

urlpatterns = [
    path("termine/<str:slug>/anmelden/", registration.sign_up, name="event_sign_up"),
    path("termine/<str:slug>/anmelden/danke/", registration.sign_up_done, name="event_sign_up_done"),
    path("termine/<str:slug>/anmelden/mitglied/", registration.sign_up_colleague, name="event_sign_up_colleague"),
    path("anmeldung/<str:token>/", registration.registration, name="event_registration"),
    path("anmeldung/<str:token>/nein-danke/", registration.decline_place, name="event_decline"),
    path("mein/termine/", registration.my_events, name="my_events"),
]
