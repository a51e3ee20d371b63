"""Paths of this app; they stand before Wagtail's tree."""

from django.urls import path

from .views import apply, own, status

urlpatterns = [
    path("mitglied-werden/antrag/", apply.who, name="apply"),
    path("mitglied-werden/antrag/art/", apply.kind, name="apply_kind"),
    path("mitglied-werden/antrag/einwilligung/", apply.consent, name="apply_consent"),
    path("mitglied-werden/antrag/danke/", apply.done, name="apply_done"),
    path("antrag/<str:token>/", status.status, name="application"),
    path("antrag/<str:token>/bestaetigen/", status.confirm_application, name="confirm_application"),
    path("buergschaft/<str:token>/", status.sponsor, name="sponsor"),
    path("mein/aufnahmen/<int:pk>/", status.object_to_application, name="object_to_application"),
    path("mein/mitgliedschaft/", own.own_membership, name="own_membership"),
    path("mein/mitgliedschaft/<int:pk>/kuendigen/", own.own_notice, name="own_notice"),
    path("mein/mitgliedschaft/<int:pk>/zuruecknehmen/", own.own_notice_withdraw, name="own_notice_withdraw"),
]
