"""Paths of this app; they stand before Wagtail's tree."""

from django.urls import path

from .views import choosing, declaring, public

urlpatterns = [
    path("beitragsordnung/", public.page, name="regulations"),
    path("beitragsordnung/dokument/", public.document, name="regulations_document"),
    path("mein/beitraege/angaben/", declaring.own_declarations, name="own_declarations"),
    path("mein/beitraege/angaben/<int:member>/<int:year>/", declaring.own_declaration, name="own_declaration"),
    path("mein/beitraege/wahl/", choosing.own_choices, name="own_choices"),
    path("mein/beitraege/wahl/<int:member>/<slug:kind>/<str:key>/", choosing.own_choice, name="own_choice"),
]
