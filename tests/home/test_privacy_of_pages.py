"""Wagtail's own page restrictions are off: no list, search, calendar or feed of ours would respect them."""

import pytest
from django.test import Client
from wagtail.models import Page, PageViewRestriction, get_page_models

from home.models import HomePage


def test_no_page_of_ours_offers_wagtails_restrictions() -> None:
    models = [model for model in get_page_models() if model is not Page]
    assert len(models) >= 7
    for model in models:
        assert model.private_page_options == [], model


@pytest.mark.django_db
def test_nobody_can_restrict_a_page_by_its_address(board_client: Client, admin_client: Client) -> None:
    home = HomePage.objects.get()
    for client in (board_client, admin_client):
        client.post(f"/admin/pages/{home.pk}/privacy/", {"restriction_type": "login"})
    assert not PageViewRestriction.objects.exists()
