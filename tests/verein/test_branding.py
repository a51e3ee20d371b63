"""The editors' area carries the association's name, mark and colour, in German."""

import pytest
from django.test import Client

from verein.models import Association

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("colour", "css"),
    [
        ("#0c5c56", "hue:175.5;--w-color-primary-saturation:76.9%;--w-color-primary-lightness:20.4%"),
        ("#ffee00", "lightness:27.0%"),
        ("#000000", "lightness:12.0%"),
    ],
)
def test_admin_stylesheet_follows_the_brand_colour(board_client: Client, colour: str, css: str) -> None:
    Association.objects.update_or_create(defaults={"brand_colour": colour})
    response = board_client.get("/admin/farben.css")
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert css in response.content.decode()


def test_admin_speaks_german_and_names_the_association(board_client: Client) -> None:
    Association.objects.update_or_create(defaults={"name": "Emsbogen"})
    page = board_client.get("/admin/").content.decode()
    assert '<html lang="de"' in page
    assert "- Emsbogen</title>" in page
    assert 'href="/admin/farben.css"' in page
    assert "wagtail.org" not in page
    assert "Zur Website" in page
