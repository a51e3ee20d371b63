"""`/mitglied-werden/`: what it costs, takes and gives, and whom to write to."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from home.models import TextPage

pytestmark = pytest.mark.django_db


def test_set_up_writes_the_page_with_cost_time_benefit_and_way() -> None:
    page = TextPage.objects.get(slug="mitglied-werden")
    assert page.live
    text = str(page.body.get_prep_value())
    for heading in ("Zweimal Gast, dann Mitglied", "Was es kostet", "Wie viel Zeit es braucht", "Was es bringt"):
        assert heading in text
    assert "Der Vorstand entscheidet." in text
    assert "/kontakt/?thema=mitgliedschaft" in text


def test_set_up_again_leaves_what_editors_wrote() -> None:
    page = TextPage.objects.get(slug="mitglied-werden")
    page.lead = "Unser eigener Satz."
    page.save()
    call_command("setup", verbosity=0)
    assert TextPage.objects.get(slug="mitglied-werden").lead == "Unser eigener Satz."


def test_address_of_the_page_stays() -> None:
    page = TextPage.objects.get(slug="mitglied-werden")
    page.slug = "beitreten"
    with pytest.raises(ValidationError, match="mitglied-werden"):
        page.full_clean()


def test_copy_of_the_page_is_free() -> None:
    page = TextPage.objects.get(slug="mitglied-werden")
    copy = page.copy(update_attrs={"slug": "mitglied-werden-alt"})
    copy.full_clean()
    assert copy.fixed_slug == ""
