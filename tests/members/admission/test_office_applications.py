"""The office: list with age and completeness, the page of one, its buttons, the dashboard, who may."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.admission.models import Application, State
from members.models import Membership
from tests.factories import MemberFactory, PersonFactory, make_application, make_statutes, sign_in, user_in_group
from verein.models import LogEntry

pytestmark = pytest.mark.django_db


def rules(**admission: object) -> None:
    types = [{"key": "full", "name": "Ordentliches Mitglied"}]
    make_statutes(types=types, admission={"decision": "board", **admission})


def test_list_shows_age_and_what_is_missing(board_client: Client) -> None:
    rules(guest_visits=2)
    make_application(last_name="Ahlers", days=12)
    make_application(last_name="Verborgen", state=State.RECEIVED)
    page = board_client.get("/admin/antraege/").content.decode()
    assert "Frauke Ahlers" in page
    assert "12 Tage" in page
    assert "Es fehlen 2 Besuche als Gast." in page
    assert "Verborgen" not in page  # nobody's business before the address is proven


def test_list_filters_by_state(board_client: Client) -> None:
    rules()
    make_application(last_name="Offen")
    make_application(last_name="Abgelehnt", state=State.REFUSED)
    page = board_client.get("/admin/antraege/?state=under_way").content.decode()
    assert "Offen" in page
    assert "Frauke Abgelehnt" not in page


@pytest.mark.parametrize("rows", [1, 30])
def test_list_asks_the_same_number_of_questions(board_client: Client, rows: int) -> None:
    rules(guest_visits=1, sponsors=1)
    for _number in range(rows):
        make_application()
    board_client.get("/admin/antraege/")
    with CaptureQueriesContext(connection) as queries:
        board_client.get("/admin/antraege/")
    assert len(queries) == 18


def test_page_of_one_shows_everything_and_who_it_may_be(board_client: Client) -> None:
    rules(guest_visits=1)
    PersonFactory(first_name="Frauke", last_name="Ahlers", sort_key="ahlers frauke", user=None)
    application = make_application(last_name="Ahlers", reason="Weil es passt.")
    page = board_client.get(f"/admin/antraege/inspect/{application.pk}/").content.decode()
    for text in ("Weil es passt.", "Am Deich 4", "Es fehlt 1 Besuch als Gast.", "Vielleicht kennen wir", "Vorstand"):
        assert text in page


def test_vote_and_decision_by_buttons(board_client: Client) -> None:
    rules()
    application = make_application()
    board_client.post(f"/admin/antraege/{application.pk}/stimme/", {"choice": "yes"})
    page = board_client.get(f"/admin/antraege/inspect/{application.pk}/").content.decode()
    assert "Jetzt ausgezählt, lautet das Ergebnis Ja." in page
    board_client.post(f"/admin/antraege/{application.pk}/beschluss/", {"reason": ""})
    application.refresh_from_db()
    assert application.state == State.ADMITTED
    entry = LogEntry.objects.get(action="admission.decide", object_id=str(application.pk))
    assert entry.actor == board_client.user


def test_refused_entry_keeps_what_was_typed(board_client: Client) -> None:
    rules(refusal_reasons="required")
    application = make_application()
    data = {"held_on": timezone.localdate().isoformat(), "yes": 0, "no": 3, "abstained": 0, "note": "TOP 4"}
    board_client.post(f"/admin/antraege/{application.pk}/sitzung/", data)
    page = board_client.get(f"/admin/antraege/inspect/{application.pk}/").content.decode()
    assert "muss eine Ablehnung begründet werden" in page
    assert 'value="TOP 4"' in page
    application.refresh_from_db()
    assert application.state == State.OPEN


def test_date_that_does_not_exist_is_a_clear_sentence(board_client: Client) -> None:
    rules()
    application = make_application()
    data = {"held_on": "2026-02-30", "yes": 3, "no": 0, "abstained": 0}
    board_client.post(f"/admin/antraege/{application.pk}/sitzung/", data)
    page = board_client.get(f"/admin/antraege/inspect/{application.pk}/").content.decode()
    assert "gültiges Datum" in page
    assert 'value="2026-02-30"' in page


def test_buttons_ask_note_except_withdraw(board_client: Client) -> None:
    rules()
    application = make_application()
    base = f"/admin/antraege/{application.pk}"
    board_client.post(f"{base}/rueckfrage/", {"text": "Wo arbeiten Sie?"})
    board_client.post(f"{base}/notiz/", {"proof_on": "", "visits_noted": 2, "sponsors_noted": 1})
    application.refresh_from_db()
    assert (application.state, application.visits_noted, application.sponsors_noted) == (State.ASKED, 2, 1)
    board_client.post(f"{base}/ausnahme/", {"reason": "weil"})
    application.refresh_from_db()
    assert application.exception == ""  # the statutes allow none
    board_client.post(f"{base}/zurueckziehen/")
    application.refresh_from_db()
    assert application.state == State.WITHDRAWN


def test_office_admits_as_somebody_we_know(board_client: Client) -> None:
    rules()
    known = PersonFactory(first_name="Frauke", last_name="Ahlers", sort_key="ahlers frauke", user=None, company=None)
    application = make_application(last_name="Ahlers", state=State.ACCEPTED, stages=[], decided_on=timezone.localdate())
    board_client.post(f"/admin/antraege/{application.pk}/aufnehmen/", {})
    assert not Membership.objects.filter(member__person=known).exists()  # nothing is chosen for the office
    board_client.post(f"/admin/antraege/{application.pk}/aufnehmen/", {"person": str(known.pk)})
    assert Membership.objects.filter(member__person=known).exists()


def test_treasurer_notes_the_payment_and_decides_nothing(treasurer_client: Client) -> None:
    rules(start={"needs_payment": "year"})
    application = make_application(state=State.PAYMENT, stages=[], decided_on=timezone.localdate())
    base = f"/admin/antraege/{application.pk}"
    assert treasurer_client.post(f"{base}/stimme/", {"choice": "yes"}).status_code in {302, 403}
    assert treasurer_client.post(f"{base}/aufnehmen/", {"person": "new"}).status_code in {302, 403}
    assert treasurer_client.get(f"/admin/antraege/inspect/{application.pk}/").status_code == 200
    treasurer_client.post(f"{base}/zahlung/", {"paid_on": timezone.localdate().isoformat()})
    application.refresh_from_db()
    assert application.state == State.ADMITTED


@pytest.mark.parametrize("group", ["Editors", "Event editors"])
def test_other_groups_see_no_applications(group: str) -> None:
    rules()
    application = make_application()
    client = sign_in(Client(), user_in_group(group))
    for path in ("/admin/antraege/", f"/admin/antraege/inspect/{application.pk}/"):
        assert client.get(path).status_code in {302, 403}
    for button in ("stimme", "beschluss", "sitzung", "rueckfrage", "notiz", "zahlung", "aufnehmen", "zurueckziehen"):
        assert client.post(f"/admin/antraege/{application.pk}/{button}/").status_code in {302, 403}
    application.refresh_from_db()
    assert application.state == State.OPEN


def test_dashboard_counts_what_waits(board_client: Client, editor_client: Client) -> None:
    rules()
    make_application(days=5)
    make_application(state=State.ASKED)
    page = board_client.get("/admin/").content.decode()
    assert "1 Antrag wartet auf eine Entscheidung." in page
    assert "Der älteste seit 5 Tagen." in page
    assert "Bei 1 Antrag fehlt die Antwort" in page
    assert "Offene Anträge" not in editor_client.get("/admin/").content.decode()


# --- Links without login ---------------------------------------------------------------------------------------------
def test_link_of_another_application_and_a_forged_one_show_nothing() -> None:
    rules()
    make_application(last_name="Ahlers")
    for path in ("/antrag/forged/", "/antrag/forged/bestaetigen/", "/buergschaft/forged/"):
        response = Client().get(path)
        assert response.status_code == 404
        assert "Ahlers" not in response.content.decode()


def test_page_behind_the_link_leaks_its_address_nowhere() -> None:
    rules()
    application = make_application(created_at=timezone.now() - timedelta(days=1))
    response = Client().get(f"/antrag/{application.token}/")
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "no-store, private"
    assert not response.cookies


def test_members_see_no_applications_in_the_back_office(member_client: Client) -> None:
    rules()
    application = make_application()
    assert member_client.get(f"/admin/antraege/inspect/{application.pk}/").status_code in {302, 403}
    assert MemberFactory().person.user
    assert Application.objects.count() == 1
