"""`/mein/daten/`: what is kept about me, the download, consents, the switch, asking for erasure; the office's side."""

import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from events.queries.registration import attendees
from members.actions.erasure import request_erasure
from members.actions.profile import ProfileChange, update_profile
from members.models import Consent, ErasureRequest, Person, Visibility
from members.queries import Viewer
from members.queries.own_data import token_of
from tests.factories import MemberFactory, RegistrationFactory, make_event, sign_in, user_in_group
from verein import audit
from verein.models import LogEntry, Mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    member = MemberFactory(person__first_name="Wiebke", person__last_name="Datenreich", person__phone="05971 1")
    change = ProfileChange(
        values={"pitch": "=1+1", "listed": Visibility.EVERYONE},
        offers=["Farben"],
        seeks=[],
        visibility={"pitch": Visibility.EVERYONE},
    )
    update_profile(member.person, change=change, actor=member.person.user, now=timezone.now())
    member.person.refresh_from_db()
    return member.person


@pytest.fixture
def client(client: Client, person: Person) -> Client:
    assert person.user
    return sign_in(client, person.user, second_factor=False)


def test_page_tells_everything_in_words(client: Client, person: Person) -> None:
    event = make_event(title="Frühstück im Museum")
    RegistrationFactory(event=event, person=person, guest_name="", guest_email="", remark="vegetarisch")
    audit.log("members.update_person", person, actor=user_in_group("Board"), fields=["phone"])
    text = client.get("/mein/daten/").content.decode()
    for word in ("Datenreich", "05971 1", "Farben", "Ordentliches Mitglied", "Frühstück im Museum", "vegetarisch"):
        assert word in text
    assert "Person geändert (Telefon)" in text
    assert "Alle dürfen sehen: Kurzvorstellung" in text


def test_strangers_log_in_and_others_see_their_own(person: Person) -> None:
    assert Client().get("/mein/daten/").status_code == 302
    other = sign_in(Client(), MemberFactory().person.user)
    for path in ("/mein/daten/", "/mein/daten/herunterladen/"):
        assert b"Datenreich" not in other.get(path).content


def test_download_holds_page_data_tables_and_no_formulas(client: Client, person: Person) -> None:
    response = client.get("/mein/daten/herunterladen/")
    packed = zipfile.ZipFile(io.BytesIO(response.content))
    data = json.loads(packed.read("data.json"))
    assert data["person"][0]["last_name"] == "Datenreich"
    assert data["memberships"][0]["from_on"] == "2020-01-01"
    assert "Datenreich" in packed.read("index.html").decode()
    assert "'=1+1" in packed.read("csv/person.csv").decode("utf-8-sig")
    assert LogEntry.objects.filter(action="members.download_data", object_id=str(person.pk)).exists()


def test_consent_withdrawn_counts_at_once(client: Client, person: Person) -> None:
    consent = Consent.objects.get(person=person, kind="public:listed")
    assert Client().get(f"/mitglieder/{person.slug}/").status_code == 200
    client.post("/mein/daten/widerrufen/", {"consent": consent.pk})
    consent.refresh_from_db()
    assert consent.withdrawn_at
    assert Client().get(f"/mitglieder/{person.slug}/").status_code != 200


def test_consent_of_somebody_else_is_not_found(person: Person) -> None:
    other = sign_in(Client(), MemberFactory().person.user)
    consent = Consent.objects.filter(person=person).latest("pk")
    assert other.post("/mein/daten/widerrufen/", {"consent": consent.pk}).status_code == 404
    assert other.post("/mein/daten/widerrufen/", {"consent": "x"}).status_code == 404


def test_switch_hides_everywhere_and_puts_everything_back(client: Client, person: Person) -> None:
    event = make_event()
    RegistrationFactory(event=event, person=person, guest_name="", guest_email="", on_list=True)
    viewer, today = Viewer(Visibility.MEMBERS), timezone.localdate()
    assert len(attendees(event, viewer=viewer, today=today)) == 1
    before = (person.listed, person.visibility, person.show_on_lists)
    client.post("/mein/daten/verstecken/")
    person.refresh_from_db()
    assert person.listed == Visibility.NOBODY
    assert set(person.visibility.values()) == {Visibility.NOBODY}
    assert person.search_board == ""
    assert attendees(event, viewer=viewer, today=today) == []
    assert not Consent.objects.filter(person=person, withdrawn_at=None).exists()
    client.post("/mein/daten/zeigen/")
    person.refresh_from_db()
    assert (person.listed, person.visibility, person.show_on_lists) == before
    assert len(attendees(event, viewer=viewer, today=today)) == 1


def test_erasure_is_asked_for_once_with_its_due_date(client: Client, person: Person) -> None:
    client.post("/mein/daten/loeschen/")
    assert not ErasureRequest.objects.exists()
    client.post("/mein/daten/loeschen/", {"sure": "on"})
    client.post("/mein/daten/loeschen/", {"sure": "on"})
    wish = ErasureRequest.objects.get()
    assert (wish.due_on - timezone.localdate()).days in range(28, 32)
    assert Mail.objects.filter(kind="members/mail/erasure_received", to=person.email).count() == 1
    client.post("/mein/daten/nicht-loeschen/")
    wish.refresh_from_db()
    assert wish.state == ErasureRequest.State.WITHDRAWN


def test_link_opens_without_login_and_dies_with_the_address(person: Person) -> None:
    url = f"/meine-daten/{token_of(person)}/"
    assert b"Datenreich" in Client().get(url).content
    assert Client().get(f"{url}herunterladen/").status_code == 200
    assert Client().get("/meine-daten/forged/").status_code == 410
    Person.objects.filter(pk=person.pk).update(email="neu@example.org")
    assert Client().get(url).status_code == 410


def test_office_sends_the_link_refuses_and_carries_out(person: Person) -> None:
    office = sign_in(Client(), user_in_group("Board"))
    page = f"/admin/datenschutz/personen/{person.pk}/"
    office.post(f"{page}link/")
    assert "/meine-daten/" in Mail.objects.get(kind="members/mail/data_link").text
    office.post(f"{page}eintragen/")
    office.post(f"{page}ablehnen/", {"answer": "Der Prozess läuft noch."})
    assert "Der Prozess läuft noch." in Mail.objects.get(kind="members/mail/erasure_refused").text
    office.post(f"{page}eintragen/")
    office.post(page)
    person.refresh_from_db()
    assert person.pitch
    office.post(page, {"sure": "on"})
    person.refresh_from_db()
    assert person.pitch == ""
    assert "teilweise" not in office.get("/admin/datenschutz/anfragen/").content.decode()


def test_whoever_works_in_the_office_gives_that_up_first() -> None:
    user = user_in_group("Treasurer")
    request_erasure(user.person, actor=user, now=timezone.now())
    office = sign_in(Client(), user_in_group("Board"))
    page = f"/admin/datenschutz/personen/{user.person.pk}/"
    assert "hat noch Rechte" in office.get(page).content.decode()
    office.post(page, {"sure": "on"})
    assert ErasureRequest.objects.get().state == ErasureRequest.State.OPEN


@pytest.mark.parametrize("rows", [1, 30])
def test_page_asks_a_fixed_number_of_questions(person: Person, rows: int, django_assert_max_num_queries: Any) -> None:
    for _each in range(rows):
        RegistrationFactory(event=make_event(slug=f"e{_each}"), person=person, guest_name="", guest_email="")
        audit.log("members.update_person", person, fields=["phone"])
    assert person.user
    signed_in = sign_in(Client(), person.user, second_factor=False)
    with django_assert_max_num_queries(75):
        assert signed_in.get("/mein/daten/").status_code == 200


def test_former_member_who_cannot_log_in_any_more_has_the_link() -> None:
    former = MemberFactory(period__until_on=date(2025, 1, 1)).person
    assert Client().get(f"/meine-daten/{token_of(former)}/").status_code == 200
