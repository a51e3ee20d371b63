"""The desk on the day: who came, the sheet at the door, the table for Excel."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Companion, Registration
from tests.events.test_desk_actions import member_registration, post
from tests.factories import RegistrationFactory, make_event
from verein.models import LogEntry
from verein.spreadsheet import excel_csv

pytestmark = pytest.mark.django_db


def test_attendance_is_marked_one_by_one_and_all_at_once(event_editor_client: Client) -> None:
    event = make_event(starts_at=timezone.now() - timedelta(minutes=10))
    one, two, three = (RegistrationFactory(event=event) for _ in range(3))
    post(event_editor_client, "event_attendance", event.page_id, **{f"mark_{one.pk}": "absent"})
    assert set(Registration.objects.values_list("attendance", flat=True)) == {"absent", ""}
    post(event_editor_client, "event_attendance", event.page_id, **{f"mark_{two.pk}": "excused", "all": "1"})
    marks = dict(Registration.objects.values_list("pk", "attendance"))
    assert marks == {one.pk: "absent", two.pk: "excused", three.pk: "present"}
    assert LogEntry.objects.filter(action="events.mark_attendance").count() == 3


def test_attendance_before_the_event_is_refused_with_the_reason(event_editor_client: Client) -> None:
    registration = RegistrationFactory(event=make_event())
    text = post(
        event_editor_client, "event_attendance", registration.event.page_id, **{f"mark_{registration.pk}": "present"}
    )
    registration.refresh_from_db()
    assert registration.attendance == ""
    assert "Stunde vor" in text


@pytest.mark.parametrize("rows", [1, 30])
def test_attendance_statements_are_constant(
    event_editor_client: Client, rows: int, django_assert_num_queries: Any
) -> None:
    event = make_event()
    for _ in range(rows):
        RegistrationFactory(event=event)
    url = reverse("event_attendance", args=[event.page_id])
    event_editor_client.get(url)
    with django_assert_num_queries(ATTENDANCE_QUERIES):
        event_editor_client.get(url)


ATTENDANCE_QUERIES = 14


def test_sheet_lists_everybody_who_comes_with_companions(event_editor_client: Client) -> None:
    event = make_event()
    registration = RegistrationFactory(event=event, guest_name="Kai Kamp", remark="Rollstuhl")
    Companion.objects.create(registration=registration, name="Lena Kamp")
    RegistrationFactory(event=event, guest_name="Wartender Walter", state="waiting")
    url = reverse("event_sheet", args=[event.page_id])
    text = event_editor_client.get(url).content.decode()
    assert all(shown in text for shown in ("Kai Kamp", "Lena Kamp", "Rollstuhl", "Unterschrift"))
    assert "Wartender Walter" not in text
    names = event_editor_client.get(url, {"names": "1"}).content.decode()
    assert "Kai Kamp" in names
    assert "Rollstuhl" not in names


def test_export_opens_in_german_excel(event_editor_client: Client) -> None:
    event = make_event()
    RegistrationFactory(event=event, guest_name="Jörg Größer", remark='=HYPERLINK("http://x")', guest_company="A; B")
    member_registration(event, state="waiting")
    response = event_editor_client.get(reverse("event_export", args=[event.page_id]))
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response.content.endswith(b"\r\n")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:3] == ["Status", "Name", "Firma"]
    assert rows[1][1:3] == ["Jörg Größer", "A; B"]
    assert rows[1][7] == '\'=HYPERLINK("http://x")'
    assert [row[0] for row in rows[1:]] == ["angemeldet", "auf der Warteliste"]
    entry = LogEntry.objects.get(action="events.export_registrations")
    assert (entry.actor_id, entry.object_id) == (event_editor_client.user.pk, str(event.pk))
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("text", ["=1+1", "+49 5971", "-2", "@SUM(A1)", "\tx", "\rx", "  =1", "\u00a0=1", "＝1"])
def test_excel_csv_neutralises_formulas(text: str) -> None:
    [[cell]] = csv.reader(io.StringIO(excel_csv([[text]]).decode("utf-8-sig"), newline=""), delimiter=";")
    assert cell == f"'{text}"


def test_excel_csv_leaves_numbers_and_names_alone() -> None:
    assert excel_csv([[-3, "Müller-Lüdenscheid", "a@b.de"]]).decode("utf-8-sig") == "-3;Müller-Lüdenscheid;a@b.de\r\n"
