"""The desk counts the reminders that are due as the preview shows them, whatever the rule knows, in few statements."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import QuerySet
from pytest_django import DjangoAssertNumQueries

from members.billing.actions import issue, post
from members.billing.actions.reminding import send_reminders
from members.billing.models import Account, Attempt, Charge, Mandate, ReminderSettings
from members.billing.models.reminders import default_stages
from members.billing.queries.late import reminders_due
from members.billing.queries.reminders import plan
from members.billing.rules import Movement
from members.models import Person, TimeOut
from tests.factories import make_account, make_draft

pytestmark = pytest.mark.django_db
DUE = date(2027, 1, 31)
DAY = DUE + timedelta(days=20)
NOON = datetime(2027, 2, 20, 12, tzinfo=UTC)


def owing(due_on: date = DUE, **member: Any) -> Charge:
    account = make_account(**member)
    draft = make_draft(key=f"{account.pk}", due_on=due_on)
    return Charge.objects.get(invoice=issue(account, draft, issued_on=date(2027, 1, 10), actor=None))


def person_of(charge: Charge) -> QuerySet[Person]:
    return Person.objects.filter(pk=charge.account.member.person_id)


def moved(charge: Charge, kind: str, cents: int, *, of: Charge | None = None) -> None:
    ref = f"test:{charge.pk}:{kind}"
    post(Movement(charge.account, of, kind, "debit", cents, ref, DUE, "", ""), actor=None)


def mandate_of(charge: Charge, **fields: Any) -> None:
    Account.objects.filter(pk=charge.account_id).update(way=Account.Way.DEBIT)
    common = {"reference": f"M-{charge.pk}", "holder": "Test", "signed_on": date(2026, 12, 1)}
    Mandate.objects.create(account=charge.account, **{**common, **fields})


def attempt_at(charge: Charge, state: str, **fields: Any) -> None:
    common: dict[str, Any] = {"kind": "checkout", "amount_cents": charge.amount_cents, "created_at": NOON}
    Attempt.objects.create(account=charge.account, charge=charge, state=state, **{**common, **fields})


def everything_the_rule_knows() -> dict[str, Charge]:
    """One account for each reason to be reminded or to be left alone, by that reason."""
    cases = {
        name: owing()
        for name in (
            "plain", "died", "away", "paused", "pause over", "credit", "announced", "by mandate", "mandate failed",
            "mandate lapsed", "online failed", "paid",
        )
    }  # fmt: skip
    cases |= {
        "not yet": owing(DAY - timedelta(days=13)),
        "lapsed": owing(date(2023, 3, 1)),
        "letter": owing(person__email=""),
        "unreachable": owing(person__email=""),
    }
    person_of(cases["died"]).update(died_on=DUE)
    person_of(cases["unreachable"]).update(street="")
    TimeOut.objects.create(person=person_of(cases["away"]).get(), from_on=DUE)
    for name, until in (("paused", DAY), ("pause over", DAY - timedelta(days=1))):
        Account.objects.filter(pk=cases[name].account_id).update(reminders_paused_until=until, pause_reason="strittig")
    moved(cases["credit"], "payment", 100)
    moved(cases["paid"], "payment", 12000, of=cases["paid"])
    for name in ("by mandate", "mandate failed"):
        mandate_of(cases[name])
    mandate_of(cases["mandate lapsed"], signed_on=date(2023, 1, 1))
    moved(cases["mandate failed"], "payment", 12000, of=cases["mandate failed"])
    moved(cases["mandate failed"], "returned", -12000, of=cases["mandate failed"])
    attempt_at(cases["announced"], Attempt.State.ANNOUNCED)
    attempt_at(cases["online failed"], Attempt.State.FAILED, synced_at=NOON)
    return cases


def shown(day: date = DAY) -> set[int]:
    return {row.account.pk for row in plan(day).chosen}


def test_desk_counts_what_the_preview_shows_for_every_reason(issuer: object) -> None:
    cases = everything_the_rule_knows()
    asked = {"plain", "pause over", "mandate failed", "mandate lapsed", "online failed", "letter"}

    assert shown() == {cases[name].account_id for name in asked}
    assert reminders_due(DAY) == len(asked)

    fees = [{**row, "fee_cents": 250} for row in default_stages()]
    ReminderSettings.objects.update(stages=fees)
    person_of(cases["plain"]).update(street="")  # no fee without an address
    assert reminders_due(DAY) == len(shown()) == len(asked) - 1

    later = DAY + timedelta(days=1)
    send_reminders(fingerprint=plan(DAY).fingerprint, actor=None, now=NOON)
    assert shown(later) == {cases[name].account_id for name in ("not yet", "paused")}
    assert reminders_due(later) == 2


@pytest.mark.parametrize("rows", [1, 30])
def test_count_asks_a_fixed_number_of_statements(
    issuer: object, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ReminderSettings.load()
    for _number in range(rows):
        owing()
    with django_assert_num_queries(3):
        assert reminders_due(DAY) == rows
