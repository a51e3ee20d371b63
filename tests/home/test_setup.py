"""`manage.py setup`: the fixed parts of a new site."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from wagtail.models import Site

from home.models import HomePage
from verein.models import Association


@pytest.mark.django_db
def test_set_up_site_again_changes_nothing() -> None:
    pages, groups = HomePage.objects.get().get_descendants().count(), Group.objects.count()
    call_command("setup")
    assert HomePage.objects.get().get_descendants().count() == pages
    assert Group.objects.count() == groups


@pytest.mark.django_db
def test_home_page_answers_without_a_cookie(client: Client) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert not response.cookies


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "hostname", "port"),
    [
        ("http://localhost:8191", "localhost", 8191),
        ("https://www.example.org", "www.example.org", 443),
        ("http://intern.example.org", "intern.example.org", 80),
    ],
)
def test_set_up_site_takes_over_address_and_name(settings: Any, address: str, hostname: str, port: int) -> None:
    association = Association.load()
    association.name = "Netzwerk Emsbogen"
    association.save()
    settings.BASE_URL = address
    call_command("setup")
    site = Site.objects.get()
    assert (site.hostname, site.port, site.site_name) == (hostname, port, "Netzwerk Emsbogen")
    assert HomePage.objects.get().get_full_url() == f"{address}/"
