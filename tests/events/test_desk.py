"""The event editors' desk: the list, one event, the menu and the dashboard."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Companion, Event
from tests.factories import RegistrationFactory, make_event

pytestmark = pytest.mark.django_db


def text(client: Client, url: str, **params: str) -> str:
    response = client.get(url, params)
    assert response.status_code == 200
    return str(response.content.decode())


def test_desks_list_coming_and_past_events_with_counts(event_editor_client: Client) -> None:
    event = make_event(title="Kommender Abend", capacity=30)
    RegistrationFactory(event=event, party_size=3)
    RegistrationFactory(event=event, party_size=2, state="waiting")
    RegistrationFactory(event=event, party_size=9, state="cancelled")
    make_event(title="Früherer Abend", starts_at=timezone.now() - timedelta(days=9))
    make_event(title="Geplanter Entwurf", live=False)
    page = event_editor_client.get(reverse("event_desks"))
    [row, _draft] = page.context["pages"].object_list
    assert (row.coming_count, row.waiting_count) == (3, 2)
    content = page.content.decode()
    assert "Geplanter Entwurf" in content
    assert "Früherer Abend" not in content
    assert "Früherer Abend" in text(event_editor_client, reverse("event_desks"), past="1")


def test_desks_search_by_title(event_editor_client: Client) -> None:
    make_event(title="Sommerfest")
    make_event(title="Frühstück")
    content = text(event_editor_client, reverse("event_desks"), q="sommer")
    assert "Sommerfest" in content
    assert "Frühstück" not in content
    assert "Kein Termin gefunden" in text(event_editor_client, reverse("event_desks"), q="gibtsnicht")


@pytest.mark.parametrize("rows", [1, 30])
def test_desks_statements_are_constant(event_editor_client: Client, rows: int, django_assert_num_queries: Any) -> None:
    for _ in range(rows):
        RegistrationFactory(event=make_event())
    event_editor_client.get(reverse("event_desks"))  # Wagtail warms up
    with django_assert_num_queries(DESKS_QUERIES):
        event_editor_client.get(reverse("event_desks"))


DESKS_QUERIES = 14


@pytest.mark.parametrize("rows", [1, 30])
def test_desk_statements_are_constant(event_editor_client: Client, rows: int, django_assert_num_queries: Any) -> None:
    event = make_event()
    for index in range(rows):
        registration = RegistrationFactory(event=event, state="waiting" if index % 3 else "confirmed")
        Companion.objects.create(registration=registration, name="Begleitung")
    url = reverse("event_desk", args=[event.page_id])
    event_editor_client.get(url)
    with django_assert_num_queries(DESK_QUERIES):
        event_editor_client.get(url)


DESK_QUERIES = 15


def test_desk_shows_who_comes_and_who_waits_in_order(event_editor_client: Client) -> None:
    event = make_event(capacity=1)
    coming = RegistrationFactory(event=event, guest_name="Änne Zander", remark="vegan", on_list=True)
    Companion.objects.create(registration=coming, name="Begleiter Bernd")
    now = timezone.now()
    RegistrationFactory(event=event, guest_name="Zweite Wartende", state="waiting", queued_at=now)
    RegistrationFactory(event=event, guest_name="Erste Wartende", state="waiting", queued_at=now - timedelta(hours=1))
    content = text(event_editor_client, reverse("event_desk", args=[event.page_id]))
    for shown in ("Änne Zander", "Begleiter Bernd", "vegan"):
        assert shown in content
    assert content.index("Änne Zander") < content.index("Erste Wartende") < content.index("Zweite Wartende")


def test_desk_says_who_holds_up_the_waiting_list(event_editor_client: Client) -> None:
    event = make_event(capacity=3)
    RegistrationFactory(event=event, party_size=4, guest_name="Große Gruppe", state="waiting")
    url = reverse("event_desk", args=[event.page_id])
    shown = text(event_editor_client, url)
    assert "Die Gruppe von Große Gruppe steht vorn und umfasst 4 Personen" in shown
    assert f'href="{reverse("event_places", args=[event.page_id])}"' in shown
    Event.objects.update(capacity=4)
    assert "steht vorn und umfasst" not in text(event_editor_client, url)


def test_desk_of_a_page_never_published_leads_to_its_form(event_editor_client: Client) -> None:
    event = make_event(live=False)
    page_id = event.page_id
    event.delete()
    response = event_editor_client.get(reverse("event_desk", args=[page_id]))
    assert response["Location"] == reverse("wagtailadmin_pages:edit", args=[page_id])


def test_menu_and_dashboard_show_events_to_who_runs_them(
    event_editor_client: Client, board_client: Client, treasurer_client: Client
) -> None:
    make_event(title="Nächster Abend")
    for client in (event_editor_client, board_client):
        assert "Nächster Abend" in text(client, "/admin/")
    content = text(treasurer_client, "/admin/")
    assert "Nächster Abend" not in content
    assert reverse("event_desks") not in content
    assert "/admin/reports/" not in text(event_editor_client, "/admin/")


def test_desk_buttons_work_with_the_token_of_their_page(event_editor_client: Client) -> None:
    """With Django's check against forgery on, as in a browser."""
    event_editor_client.handler.enforce_csrf_checks = True
    registration = RegistrationFactory()
    desk = reverse("event_desk", args=[registration.event.page_id])
    found = re.search(
        r'abmelden/"><input type="hidden" name="csrfmiddlewaretoken" value="(\w+)"', text(event_editor_client, desk)
    )
    assert found

    event_editor_client.post(reverse("event_do", args=[registration.pk, "abmelden"]), {"csrfmiddlewaretoken": found[1]})

    registration.refresh_from_db()
    assert registration.state == "cancelled"
