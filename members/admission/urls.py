"""Paths of this app; they stand before Wagtail's tree."""

from django.urls import path

from .views import own

urlpatterns = [
    path("mein/mitgliedschaft/", own.own_membership, name="own_membership"),
    path("mein/mitgliedschaft/<int:pk>/kuendigen/", own.own_notice, name="own_notice"),
    path("mein/mitgliedschaft/<int:pk>/zuruecknehmen/", own.own_notice_withdraw, name="own_notice_withdraw"),
]
