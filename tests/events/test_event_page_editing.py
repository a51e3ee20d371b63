"""Editing event pages in Wagtail: what the form checks, who may, and what may not be deleted or hidden."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Event, EventIndexPage, EventPage
from members.models import Person
from tests.factories import MemberFactory, RegistrationFactory, make_event

pytestmark = pytest.mark.django_db
START = datetime(2027, 3, 9, 7, 0, tzinfo=timezone.get_default_timezone())
EMPTY_FORMSET = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"}
FORMSETS = ("programme_items", "speakers", "documents", "gallery")


def form_data(**fields: Any) -> dict[str, Any]:
    data = {
        "title": "Frühstück",
        "slug": "fruehstueck-maerz",
        "kind": "breakfast",
        "starts_at": "2027-03-09 07:00",
        "ends_at": "2027-03-09 08:30",
        "venue": "Café",
        "takes_registrations": "on",
        "guests_allowed": "on",
        "companions_max": "0",
        "notify_host": "daily",
        "capacity": "20",
        "body": "null",
        "recap": "null",
    }
    data |= {f"{name}-{key}": value for name in FORMSETS for key, value in EMPTY_FORMSET.items()}
    return data | fields


def add_url() -> str:
    return reverse("wagtailadmin_pages:add", args=["events", "eventpage", EventIndexPage.objects.get().pk])


def test_event_editor_creates_and_publishes_an_event(event_editor_client: Client) -> None:
    assert event_editor_client.get(add_url()).status_code == 200
    event_editor_client.post(add_url(), form_data(**{"action-publish": "action-publish"}))
    page = EventPage.objects.get(slug="fruehstueck-maerz")
    assert page.live
    assert page.starts_at == START
    assert page.event.capacity == 20


def test_event_editor_saves_a_draft(event_editor_client: Client) -> None:
    event_editor_client.post(add_url(), form_data())
    page = EventPage.objects.get(slug="fruehstueck-maerz")
    assert not page.live
    assert not Event.objects.filter(page=page).exists()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"ends_at": "2027-03-09 06:00"}, "Das Ende muss nach dem Beginn liegen."),
        ({"registration_closes_at": "2027-03-09 07:30"}, "Der Anmeldeschluss darf nicht nach dem Beginn liegen."),
        ({"cancel_until": "2027-03-10 07:00"}, "Nach dem Beginn kann sich niemand mehr abmelden."),
        ({"promote_until": "2027-03-10 07:00"}, "Nach dem Beginn kann niemand mehr nachrücken."),
        (
            {"registration_opens_at": "2027-03-05 07:00", "registration_closes_at": "2027-03-04 07:00"},
            "Die Anmeldung muss vor dem Anmeldeschluss beginnen.",
        ),
        ({"registration_opens_at": "2027-03-09 07:00"}, "vor dem Beginn der Veranstaltung öffnen"),
        ({"capacity": "0"}, "Mindestens ein Platz."),
        ({"capacity": "3", "companions_max": "3"}, "Eine Anmeldung könnte 4 Plätze belegen, es gibt aber nur 3."),
        ({"slug": "naechster"}, "braucht die Website selbst"),
        ({"expire_at": "2027-03-08 12:00"}, "Die Seite würde verschwinden"),
        (
            {"speakers-TOTAL_FORMS": "1", "speakers-0-company": "Firma", "speakers-0-ORDER": "1"},
            "Wählen Sie ein Mitglied oder geben Sie einen Namen ein.",
        ),
    ],
)
def test_event_form_refuses_with_a_message_and_keeps_what_was_typed(
    event_editor_client: Client, fields: dict[str, str], message: str
) -> None:
    response = event_editor_client.post(add_url(), form_data(title="Behalten", **fields))
    assert message in response.content.decode()
    assert "Behalten" in response.content.decode()
    assert not EventPage.objects.exists()


def test_capacity_is_read_only_after_the_first_publication(event_editor_client: Client) -> None:
    event_editor_client.post(add_url(), form_data(**{"action-publish": "action-publish"}))
    page = EventPage.objects.get()
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert reverse("event_desk", args=[page.pk]) in event_editor_client.get(url).content.decode()
    event_editor_client.post(url, form_data(capacity="99", title="Neu", **{"action-publish": "action-publish"}))
    page.refresh_from_db()
    assert (page.title, page.capacity, page.event.capacity) == ("Neu", 20, 20)


def test_delete_is_refused_while_there_are_registrations(event_editor_client: Client) -> None:
    event = RegistrationFactory(event=make_event(live=False), state="cancelled").event
    for method in (event_editor_client.get, event_editor_client.post):
        response = method(reverse("wagtailadmin_pages:delete", args=[event.page_id]), follow=True)
        assert "kann nicht gelöscht werden" in response.content.decode()
    assert EventPage.objects.filter(pk=event.page_id).exists()


def test_delete_of_an_event_nobody_registered_for(event_editor_client: Client) -> None:
    event = make_event()
    event_editor_client.post(reverse("wagtailadmin_pages:delete", args=[event.page_id]))
    assert not EventPage.objects.exists()


def test_bulk_delete_is_refused_while_there_are_registrations(event_editor_client: Client) -> None:
    event = RegistrationFactory(event=make_event()).event
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    response = event_editor_client.post(f"{url}?next=/admin/&id={event.page_id}", follow=True)
    assert "kann nicht gelöscht werden" in response.content.decode()
    assert EventPage.objects.exists()


def test_unpublish_is_refused_while_people_count_on_it(event_editor_client: Client) -> None:
    event = RegistrationFactory(event=make_event()).event
    url = reverse("wagtailadmin_pages:unpublish", args=[event.page_id])
    assert "1 Anmeldung" in event_editor_client.post(url, follow=True).content.decode()
    event.page.refresh_from_db()
    assert event.page.live
    Event.objects.filter(pk=event.pk).update(state=Event.State.CANCELLED)
    event_editor_client.post(url)
    event.page.refresh_from_db()
    assert not event.page.live


def test_editors_of_pages_and_news_do_not_edit_events(editor_client: Client) -> None:
    event = make_event()
    edit = reverse("wagtailadmin_pages:edit", args=[event.page_id])
    editor_client.post(edit, form_data(title="Gekapert", **{"action-publish": "action-publish"}))
    editor_client.post(add_url(), form_data())
    editor_client.post(reverse("wagtailadmin_pages:unpublish", args=[event.page_id]))
    editor_client.post(reverse("wagtailadmin_pages:delete", args=[event.page_id]))
    page = EventPage.objects.get()
    assert (page.title, page.live) == ("Unternehmerfrühstück", True)


def test_scheduled_publishing_can_be_set_in_the_form(event_editor_client: Client) -> None:
    when = timezone.localtime(timezone.now() + timedelta(days=3)).strftime("%Y-%m-%d %H:%M")
    event_editor_client.post(add_url(), form_data(go_live_at=when, **{"action-publish": "action-publish"}))
    page = EventPage.objects.get()
    assert not page.live
    assert page.scheduled_revision is not None


def chooser(url_name: str, *args: Any) -> str:
    return reverse(f"person_chooser:{url_name}", args=args)


def test_person_chooser_shows_members_of_today_by_name_and_company(event_editor_client: Client) -> None:
    shown = MemberFactory(person__last_name="Özdemir", person__sort_key="ozdemir").person
    former = MemberFactory(period__until_on=datetime(2025, 1, 1, tzinfo=timezone.get_default_timezone()).date()).person
    text = event_editor_client.get(chooser("choose_results"), {"q": "özdemir"}).content.decode()
    assert "Özdemir" in text
    assert shown.company.name in text
    assert shown.email not in text
    assert former.last_name not in event_editor_client.get(chooser("choose_results")).content.decode()
    assert event_editor_client.get(chooser("chosen", shown.pk)).status_code == 200
    assert event_editor_client.get(chooser("chosen", former.pk)).status_code == 404


def test_person_chooser_is_for_who_runs_events(treasurer_client: Client, editor_client: Client) -> None:
    person = Person.objects.first() or MemberFactory().person
    for client in (treasurer_client, editor_client):
        assert client.get(chooser("choose")).status_code in {302, 403}
        assert person.last_name not in client.get(chooser("chosen", person.pk), follow=True).content.decode()


@pytest.mark.parametrize(("mode", "shown"), [("", False), ("after", True)])
def test_preview_shows_the_page_now_or_after_the_event(event_editor_client: Client, mode: str, shown: bool) -> None:
    page = make_event(recap="<p>Schön war es bei Brink.</p>").page
    page.save_revision()
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    recap = '{"blocks": [{"key": "a", "text": "Schön war es bei Brink.", "type": "unstyled"}], "entityMap": {}}'
    event_editor_client.post(url, form_data(recap=recap))
    response = event_editor_client.get(url, {"mode": mode})
    assert response.status_code == 200
    assert ("Schön war es bei Brink." in response.content.decode()) is shown


def test_preview_of_a_page_never_saved(event_editor_client: Client) -> None:
    index = EventIndexPage.objects.get().pk
    url = reverse("wagtailadmin_pages:preview_on_add", args=["events", "eventpage", index])
    assert event_editor_client.post(url, form_data(title="Noch nie gezeigt")).json()["is_valid"]
    assert "Noch nie gezeigt" in event_editor_client.get(url).content.decode()
