"""`manage.py setup`: the fixed parts of a new site."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client

from home.models import HomePage


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
