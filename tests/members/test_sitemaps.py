"""The sitemap names who shows themselves to everyone, and nobody else."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from members.models import Visibility
from tests.factories import CompanyFactory, MemberFactory

pytestmark = pytest.mark.django_db


def sitemap() -> str:
    return Client().get("/sitemap.xml").content.decode()


def test_sitemap_names_people_and_companies_shown_to_everyone() -> None:
    person = MemberFactory(person__listed=Visibility.EVERYONE).person
    company = CompanyFactory(listed=Visibility.EVERYONE)
    MemberFactory(person__company=company)
    text = sitemap()
    assert f"<loc>http://localhost:8000/mitglieder/{person.slug}/</loc>" in text
    assert f"<loc>http://localhost:8000/mitglieder/firma/{company.slug}/</loc>" in text


def test_sitemap_does_not_name_who_is_hidden_or_has_left() -> None:
    left = MemberFactory(person__listed=Visibility.EVERYONE, period__until_on=date(2025, 1, 1)).person
    hidden = [MemberFactory(person__listed=level).person for level in Visibility.values if level != "everyone"]
    company = CompanyFactory(listed=Visibility.MEMBERS)
    MemberFactory(person__company=company)
    text = sitemap()
    for slug in (left.slug, *(person.slug for person in hidden), company.slug):
        assert f"/{slug}/" not in text


@pytest.mark.parametrize("number", [1, 30])
def test_sitemap_asks_the_database_equally_often_for_1_and_30(number: int, django_assert_max_num_queries: Any) -> None:
    for _index in range(number):
        MemberFactory(person__listed=Visibility.EVERYONE, person__company=CompanyFactory(listed=Visibility.EVERYONE))
    sitemap()
    with django_assert_max_num_queries(QUERIES):
        sitemap()


QUERIES = 12
