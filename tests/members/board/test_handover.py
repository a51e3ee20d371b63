"""Handovers: the checklist, what the successor sees, the form of the office, reminders before a term ends."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from members.board.actions import elect, remind_of_terms
from members.board.models import ChecklistItem, Handover, HandoverTask, OfficeSetting, Term
from members.models import Person
from tests.factories import MemberFactory, TermFactory, make_board, office_rule, sign_in
from tests.members.board.test_office_pages import member, text
from verein.models import Mail

pytestmark = pytest.mark.django_db


def change_of_chair() -> tuple[Person, Person]:
    make_board()
    old, new = member(), member()
    today = timezone.localdate()
    elect(old, office_key="chair", elected_on=today - timedelta(days=700), actor=None, today=today)
    elect(new, office_key="chair", elected_on=today, actor=None, today=today)
    return old, new


def test_a_change_starts_a_checklist_for_the_successor() -> None:
    old, new = change_of_chair()
    handover = Handover.objects.get()
    assert (handover.given.person, handover.taken.person) == (old, new)
    titles = set(handover.tasks.values_list("title", flat=True))
    assert {"Änderung zum Vereinsregister anmelden", "Bankvollmacht ändern", "Schlüssel übergeben"} <= titles
    assert set(handover.tasks.values_list("assigned_to", flat=True)) == {new.pk}


def test_a_re_election_needs_no_handover() -> None:
    make_board()
    person, today = member(), timezone.localdate()
    elect(person, office_key="chair", elected_on=today - timedelta(days=700), actor=None, today=today)
    elect(person, office_key="chair", elected_on=today, actor=None, today=today)
    assert not Handover.objects.exists()


def test_offices_that_do_not_represent_have_no_register_to_tell() -> None:
    make_board(office_rule("chair", represents="alone"), office_rule("press"))
    today = timezone.localdate()
    elect(member(), office_key="press", elected_on=today - timedelta(days=700), actor=None, today=today)
    elect(member(), office_key="press", elected_on=today, actor=None, today=today)
    titles = set(HandoverTask.objects.values_list("title", flat=True))
    assert "Schlüssel übergeben" in titles
    assert "Änderung zum Vereinsregister anmelden" not in titles


def test_tasks_are_assigned_and_ticked_off(board_client: Client) -> None:
    change_of_chair()
    task, helper = HandoverTask.objects.order_by("position").first(), member(last_name="Helferin")
    assert task is not None
    assert "Vorsitz: " in text(board_client, "/admin/uebergaben/")
    data = {"assigned_to": helper.member.number, "due_on": "2026-12-24"}
    board_client.post(f"/admin/uebergaben/aufgabe/{task.pk}/", data)
    board_client.post(f"/admin/uebergaben/aufgabe/{task.pk}/erledigt/")
    task.refresh_from_db()
    assert (task.assigned_to, task.due_on, task.done_by) == (helper, date(2026, 12, 24), board_client.user)
    board_client.post(f"/admin/uebergaben/aufgabe/{task.pk}/erledigt/", {"open": "1"})
    task.refresh_from_db()
    assert task.done_at is None
    assert f"{HandoverTask.objects.count()} Aufgaben von Übergaben sind offen" in text(board_client, "/admin/")


def test_the_successor_sees_what_belonged_to_the_office_and_the_predecessor_no_longer_does() -> None:
    old, new = change_of_chair()
    OfficeSetting.objects.update_or_create(office_key="chair", defaults={"email": "vorsitz@example.org"})
    assert old.user is not None
    assert new.user is not None
    successor, predecessor = (
        text(sign_in(Client(), new.user), "/mein/aemter/"),
        text(sign_in(Client(), old.user), "/mein/aemter/"),
    )
    assert "vorsitz@example.org" in successor
    assert "Schlüssel übergeben" in successor
    assert "vorsitz@example.org" not in predecessor
    assert "Schlüssel übergeben" not in predecessor
    task = HandoverTask.objects.get(title="Schlüssel übergeben")
    assert sign_in(Client(), old.user).post(f"/mein/aemter/aufgabe/{task.pk}/").status_code == 403
    assert sign_in(Client(), new.user).post(f"/mein/aemter/aufgabe/{task.pk}/").status_code == 302
    task.refresh_from_db()
    assert task.done_by == new.user


def test_the_checklist_is_edited_by_the_board(board_client: Client) -> None:
    data = {"title": "Fahne übergeben", "detail": "", "when": "always", "due_days": "3", "position": "5"}
    assert board_client.post("/admin/uebergabe-checkliste/new/", data).status_code == 302
    assert ChecklistItem.objects.filter(title="Fahne übergeben").exists()


def test_holders_choose_the_form_of_their_office() -> None:
    _old, new = change_of_chair()
    assert new.user is not None
    term = Term.objects.get(person=new)
    client = sign_in(Client(), new.user)
    assert "Vorsitzende" in text(client, "/mein/aemter/")
    client.post(f"/mein/aemter/{term.pk}/form/", {"form": "female"})
    term.refresh_from_db()
    assert term.form == "female"
    stranger = MemberFactory().person.user
    assert sign_in(Client(), stranger).post(f"/mein/aemter/{term.pk}/form/", {"form": "male"}).status_code == 404


@pytest.mark.parametrize(("days", "told"), [(91, 0), (90, 1), (60, 1), (30, 1), (7, 1), (0, 1)])
def test_the_board_is_told_before_a_term_ends(days: int, told: int) -> None:
    make_board(office_rule("chair", stays_until_successor=True))
    now = timezone.now()
    ends = timezone.localdate(now) + timedelta(days=days)
    term = TermFactory(from_on=ends - timedelta(days=700), due_on=ends, until_on=None)
    assert remind_of_terms(now) == told
    assert remind_of_terms(now) == 0
    assert Mail.objects.filter(kind="board/mail/term_ends", to=term.person.email).count() == told


def test_each_step_is_told_once_to_the_whole_board() -> None:
    make_board()
    now = timezone.now()
    today = timezone.localdate(now)
    term = TermFactory(from_on=today - timedelta(days=640), due_on=today + timedelta(days=90))
    deputy = TermFactory(office_key="treasurer", from_on=today - timedelta(days=10))
    sent = [remind_of_terms(now + timedelta(days=passed)) for passed in (0, 1, 60, 61, 83, 84)]
    assert sent == [2, 0, 2, 0, 2, 0]
    assert {mail.to for mail in Mail.objects.filter(kind="board/mail/term_ends")} == {
        term.person.email, deputy.person.email,
    }  # fmt: skip


def test_nobody_is_reminded_once_the_successor_is_elected() -> None:
    make_board()
    now = timezone.now()
    today = timezone.localdate(now)
    ends = today + timedelta(days=20)
    TermFactory(from_on=ends - timedelta(days=700), due_on=ends)
    elect(member(), office_key="chair", elected_on=today, from_on=ends, actor=None, today=today)
    assert remind_of_terms(now) == 0
