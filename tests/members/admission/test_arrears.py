"""Who has not paid after the last reminder is put before the board; nothing happens by itself."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.admission.actions.arrears import tell_board_of_arrears
from members.admission.models import Proceeding
from members.admission.queries.arrears import handed_over
from members.billing.actions import issue, receive
from members.billing.actions.reminding import send_reminders
from members.billing.models import Charge, ReminderSettings
from members.billing.queries.reminders import plan
from members.billing.rules import Receipt
from members.models import Person
from tests.factories import make_account, make_draft, sign_in, user_in_group
from verein.models import Association, Mail

from .test_leaving import in_force

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DUE = TODAY - timedelta(days=60)
NOON = datetime.combine(TODAY, time(12), UTC)
CLAUSE = {"reminders": 3, "after_reminder": "4 days", "threatened": True, "clause": "§ 5 Abs. 3"}


@pytest.fixture
def charge() -> Charge:
    """Unpaid, reminded three times; the last day to pay was four days ago."""
    account = make_account()
    ReminderSettings.load()
    ReminderSettings.objects.update(quiet=[])
    issued = issue(account, make_draft(due_on=DUE), issued_on=DUE, actor=None)
    return Charge.objects.get(invoice=issued)


def remind() -> None:
    for days in (14, 28, 42):
        day: date = DUE + timedelta(days=days)
        now = datetime.combine(day, time(12), UTC)
        send_reminders(fingerprint=plan(day).fingerprint, actor=None, now=now)


def test_board_finds_the_arrears_with_what_is_known_and_begins_the_removal(charge: Charge) -> None:
    in_force({"leaving": {"arrears": [CLAUSE]}})
    remind()
    office, member = sign_in(Client(), user_in_group("Board")), charge.account.member

    assert [row.member for row in handed_over(DUE + timedelta(days=56))] == []
    assert [(row.member, row.open_cents, row.arrears.reminders) for row in handed_over(TODAY)] == [(member, 12000, 3)]
    assert "Nach der letzten Mahnung unbezahlt" in office.get(reverse("admission_leaving")).content.decode()
    assert "1 Mitglied hat nach der letzten Mahnung nicht gezahlt" in office.get("/admin/").content.decode()
    form = office.get(reverse("admission_open", args=[member.pk, "arrears"])).context["form"]
    assert not Proceeding.objects.exists()
    office.post(form_address(charge), {**form.initial, "unpaid_since": DUE.isoformat(), "threatened": "on"})

    proceeding = Proceeding.objects.get()
    assert (proceeding.reminders, proceeding.threatened, proceeding.unpaid_since) == (3, True, DUE)
    assert proceeding.grounds == f"{charge.invoice.number} trotz 3 Mahnungen nicht bezahlt."
    assert handed_over(TODAY) == []


def form_address(charge: Charge) -> str:
    return reverse("admission_open", args=[charge.account.member_id, "arrears"])


def test_nobody_is_handed_over_without_a_clause_or_after_paying(charge: Charge) -> None:
    remind()
    assert handed_over(TODAY) == []
    in_force({"leaving": {"arrears": [CLAUSE]}})
    found = handed_over(TODAY)
    assert "angedroht" in (found[0].reason or "")  # the letters were written before the clause

    receive(charge.account, Receipt(12000, "cash", TODAY, "hand:1"), actor=None)
    assert handed_over(TODAY) == []


def test_board_is_told_once_of_everybody_who_is_new_without_amounts(charge: Charge) -> None:
    in_force({"leaving": {"arrears": [CLAUSE]}})
    board = [user_in_group("Board").email for _number in range(2)]
    Person.objects.filter(user=user_in_group("Board")).update(email="")
    remind()
    told = Mail.objects.filter(kind="admission/mail/arrears_handed_over")

    before = datetime.combine(DUE + timedelta(days=56), time(12), UTC)
    assert [tell_board_of_arrears(at) for at in (before, NOON, NOON)] == [0, 1, 0]

    assert {mail.to for mail in told} == set(board)
    assert len(told) == 2
    text = told[0].text
    assert told[0].subject == "1 Mitglied hat nach der letzten Mahnung nicht gezahlt"
    assert f"- {charge.account.member.holder} ({charge.account.member.number})" in text
    assert reverse("admission_leaving") in text
    assert "€" not in text


def test_association_itself_is_told_where_the_board_has_no_address(charge: Charge) -> None:
    in_force({"leaving": {"arrears": [CLAUSE]}})
    remind()
    association = Association.load()
    Association.objects.update(email="")
    assert tell_board_of_arrears(NOON) == 0

    association.email = "vorstand@example.org"
    association.save()
    assert tell_board_of_arrears(NOON) == 1
    assert Mail.objects.get(kind="admission/mail/arrears_handed_over").to == "vorstand@example.org"
