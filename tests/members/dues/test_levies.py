"""A levy is entered as decided, looked at with the limit of each member, issued once, and adds who is missing."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from members.billing.models import Charge, Invoice
from members.dues.actions import DuesRefused, decide_levy, drop_levy, issue_run, start_run
from members.dues.models import DecidedLevy, DuesRun, DuesRunRow, FeeRegulations
from members.models import Company, Member, Person, User
from tests.factories import UserFactory, complete_association
from tests.members.dues.test_runs import BOOK, NOW, carried_out, member

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 5)
LEVY = {"key": "festival", "name": "Umlage", "clause": "§ 7 Abs. 3", "share": "equal", "cap_percent": 30}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def treasurer() -> User:
    complete_association()
    return UserFactory()


def regulate(*levies: dict[str, Any], **rules: Any) -> None:
    FeeRegulations.objects.create(rules={**BOOK, "levies": list(levies or [LEVY]), **rules}, effective_on="2020-01-01")


def decided(**facts: Any) -> DecidedLevy:
    amounts = {} if "each_cents" in facts else {"total_cents": 10_001}
    given = {"key": "festival", "title": "Umlage Stadtfest", "reason": "Ausfall des Stadtfests", **amounts, **facts}
    dates = {"payers_on": DAY, "due_on": date(2026, 3, 1), "decided_on": DAY, "decided_by": "Mitgliederversammlung"}
    return decide_levy(actor=None, **{**dates, **given})


def looked_at(levy: DecidedLevy, actor: User) -> DuesRun:
    return carried_out(start_run(levy.payers_on, levy=levy, actor=actor, now=NOW))


def amounts(run: DuesRun) -> list[tuple[str, int]]:
    rows = DuesRunRow.objects.filter(run=run).order_by("member_id")
    return [(row.step, row.total_cents) for row in rows]


def test_total_is_spread_to_the_cent_over_the_members_of_the_day(treasurer: User) -> None:
    regulate()
    first, _second, _third = member(), member(), member()
    member(period__from_on=date(2026, 2, 1))  # joined afterwards
    levy = decided()
    run = looked_at(levy, treasurer)

    assert amounts(run) == [("issue", 3334), ("issue", 3334), ("issue", 3333)]
    row = DuesRunRow.objects.get(run=run, member=first)
    assert "§ 7 Abs. 3" in row.explanation[0]["text"]
    assert not Invoice.objects.exists()

    carried_out(issue_run(run, actor=treasurer, now=NOW))
    charge = Charge.objects.get(account__member=first)
    assert (charge.amount_cents, charge.due_on, charge.key) == (3334, date(2026, 3, 1), f"levy:{levy.pk}:{first.pk}")
    line = charge.invoice.lines.get()
    assert (line.fee, line.text) == ("levy", "Umlage Stadtfest")


def test_limit_of_the_statutes_holds_for_each_member_and_says_what_stays_open(treasurer: User) -> None:
    regulate()
    small, large = member(staff=1), member(staff=9)  # 120 and 240 euros a year: at most 36 and 72
    run = looked_at(decided(total_cents=20_000), treasurer)

    rows = {row.member_id: row for row in DuesRunRow.objects.filter(run=run)}
    assert (rows[small.pk].total_cents, rows[large.pk].total_cents) == (3600, 7200)
    assert (rows[small.pk].base_cents, run.uncovered_cents) == (12000, 20_000 - 3600 - 7200)
    assert "höchstens 36,00" in rows[small.pk].explanation[0]["text"]


def test_same_amount_for_each_up_to_the_limit(treasurer: User) -> None:
    regulate()
    member(staff=1), member(staff=9)

    assert amounts(looked_at(decided(each_cents=5000), treasurer)) == [("issue", 3600), ("issue", 5000)]


def test_run_again_adds_only_who_was_missing(treasurer: User) -> None:
    regulate()
    paying, nowhere = member(), member()
    Person.objects.filter(pk=nowhere.person_id).update(street="")
    levy = decided()
    run = looked_at(levy, treasurer)
    assert amounts(run) == [("issue", 3600), ("missing", 3600)]
    carried_out(issue_run(run, actor=treasurer, now=NOW))
    Person.objects.filter(pk=nowhere.person_id).update(street="Hauptstraße 2")

    again = looked_at(levy, treasurer)
    assert amounts(again) == [("same", 3600), ("issue", 3600)]
    carried_out(issue_run(again, actor=treasurer, now=NOW))
    assert sorted(Charge.objects.values_list("account__member", flat=True)) == [paying.pk, nowhere.pk]
    assert amounts(looked_at(levy, treasurer)) == [("same", 3600), ("same", 3600)]


def test_nobody_is_charged_while_one_share_is_unknown(treasurer: User) -> None:
    regulate()
    member(), member(staff=None)
    run = looked_at(decided(), treasurer)

    assert [step for step, _cents in amounts(run)] == ["issue", "missing"]
    with pytest.raises(DuesRefused, match="offen: 1"):
        issue_run(run, actor=treasurer, now=NOW)


def test_company_with_two_members_pays_once_where_the_rule_says_so(treasurer: User) -> None:
    regulate({**LEVY, "once_per_company": True})
    one, two = member(), member()
    Person.objects.filter(pk=two.person_id).update(company=Company.objects.get(people=one.person))

    assert amounts(looked_at(decided(each_cents=1000), treasurer)) == [("issue", 1000), ("free", 0)]


def test_only_who_takes_part_pays_for_an_action(treasurer: User) -> None:
    regulate({"key": "festival", "name": "Aktion", "only_participants": True})
    taking_part, _other = member(), member()
    with pytest.raises(DuesRefused, match=r"wer teilnimmt"):
        decided()

    run = looked_at(decided(participants=[taking_part]), treasurer)
    assert amounts(run) == [("issue", 10_001)]


@pytest.mark.parametrize("rule", [{**LEVY, "cap_percent": None}, {**LEVY, "key": "other"}])
def test_levy_without_a_limit_or_unknown_to_the_regulations_is_refused(treasurer: User, rule: dict[str, Any]) -> None:
    regulate(rule)

    with pytest.raises(DuesRefused):
        decided()


def test_database_wants_a_total_or_an_amount_for_each_and_no_due_day_before_the_decision(treasurer: User) -> None:
    regulate()
    levy = decided()
    for wrong in ({"each_cents": 5}, {"total_cents": None}, {"due_on": date(2025, 1, 1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DecidedLevy.objects.filter(pk=levy.pk).update(**wrong)


def test_levy_goes_only_while_nothing_of_it_is_charged(treasurer: User) -> None:
    regulate()
    member()
    dropped, charged = decided(), decided()
    looked_at(dropped, treasurer)
    drop_levy(dropped, actor=treasurer)
    carried_out(issue_run(looked_at(charged, treasurer), actor=treasurer, now=NOW))

    with pytest.raises(DuesRefused):
        drop_levy(charged, actor=treasurer)
    assert list(DecidedLevy.objects.all()) == [charged]


def test_treasurer_enters_looks_at_and_issues_a_levy(treasurer_client: Client, board_client: Client) -> None:
    complete_association()
    regulate()
    paying: Member = member()
    assert board_client.get(reverse("dues_levies")).status_code in (302, 403)
    posted = {
        "key": "festival",
        "title": "Umlage Stadtfest",
        "reason": "Ausfall",
        "share": "equal",
        "total_cents": "30",
    }
    dates = {"payers_on": "2026-01-05", "due_on": "2026-03-01", "decided_on": "2026-01-05", "decided_by": "MV"}
    both = treasurer_client.post(reverse("dues_levy_create"), {**posted, **dates, "each_cents": "5"})
    assert "entweder" in both.content.decode()
    unknown = treasurer_client.post(reverse("dues_levy_create"), {**posted, **dates, "participants": "X1"})
    assert "X1" in unknown.content.decode()

    treasurer_client.post(reverse("dues_levy_create"), {**posted, **dates, "participants": paying.number})
    levy = DecidedLevy.objects.get()
    page = treasurer_client.get(reverse("dues_levy", args=[levy.pk])).content.decode()
    assert "höchstens 30" in page
    assert "Umlage Stadtfest" in treasurer_client.get(reverse("dues_levies")).content.decode()
    treasurer_client.post(reverse("dues_levy_look", args=[levy.pk]))
    run = carried_out(DuesRun.objects.get())
    assert "30,00" in treasurer_client.get(reverse("dues_run", args=[run.pk])).content.decode()
    treasurer_client.post(reverse("dues_run_issue", args=[run.pk]))
    assert carried_out(DuesRun.objects.get()).state == DuesRun.State.DONE
    assert Invoice.objects.get().total_cents == 3000
