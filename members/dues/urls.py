"""Paths of this app; they stand before Wagtail's tree."""

from django.urls import path

from .views import declaring

urlpatterns = [
    path("mein/beitraege/angaben/", declaring.own_declarations, name="own_declarations"),
    path("mein/beitraege/angaben/<int:member>/<int:year>/", declaring.own_declaration, name="own_declaration"),
]
