"""Paths of this app; they stand before Wagtail's tree."""

from django.urls import path, re_path

from .views import accounts, directory, files, own, own_data, principles, profiles, statistics, time_out

_SLUG = r"(?P<slug>[-\w]+)"

# Each twice: for whoever is logged in, and with the token of a mailed link.
_OWN_DATA = {
    "": (own_data.own_data, "own_data"),
    "herunterladen/": (own_data.download, "own_data_download"),
    "verstecken/": (own_data.hide_me, "own_data_hide"),
    "zeigen/": (own_data.show_me, "own_data_show"),
    "widerrufen/": (own_data.withdraw, "own_data_withdraw"),
    "loeschen/": (own_data.erase_me, "own_data_erase"),
    "nicht-loeschen/": (own_data.take_back, "own_data_take_back"),
}

urlpatterns = [
    *(path(f"mein/daten/{end}", view, name=name) for end, (view, name) in _OWN_DATA.items()),
    *(path(f"meine-daten/<str:token>/{end}", view, name=name) for end, (view, name) in _OWN_DATA.items()),
    path("mein/profil/", own.own_profile, name="own_profile"),
    path("mein/auszeit/", time_out.own_time_out, name="own_time_out"),
    path("mein/auszeit/<int:pk>/beenden/", time_out.end_own_time_out, name="end_own_time_out"),
    path("mein/ehrungen/", time_out.own_honours, name="own_honours"),
    path("mein/profil/foto/", own.own_photo, name="own_photo"),
    path("mein/profil/firma/", own.own_company, name="own_company"),
    path("mein/profil/firma/logo/", own.own_logo, name="own_logo"),
    path("mein/profil/vorschau/", own.profile_preview, name="profile_preview"),
    path("grundsaetze/", principles.principles, name="principles"),
    path("grundsaetze/<str:day>/", principles.earlier_principles, name="earlier_principles"),
    path("mein/grundsaetze/", principles.own_principles, name="own_principles"),
    path("satzung/dokument/", files.statutes_document, name="statutes_document"),
    path("mitglieder/", directory.directory, name="directory"),
    path("mitglieder/zahlen/", statistics.public_statistics, name="statistics"),
    path("konto/", accounts.account, name="account"),
    path("konto/einladung/<str:token>/", accounts.invitation, name="accept_invitation"),
    path("konto/zweiter-faktor/", accounts.second_factor_needed, name="second_factor_needed"),
    re_path(rf"^mitglieder/firma/{_SLUG}/logo/(?P<size>klein|gross)\.webp$", files.company_logo, name="company_logo"),
    path("mitglieder/firma/<slug:slug>/", profiles.company_profile, name="company_profile"),
    re_path(rf"^mitglieder/{_SLUG}/foto/(?P<size>klein|gross)\.webp$", files.person_photo, name="person_photo"),
    path("mitglieder/<slug:slug>/karte.vcf", profiles.person_card, name="person_card"),
    path("mitglieder/<slug:slug>/", profiles.person_profile, name="person_profile"),
]
