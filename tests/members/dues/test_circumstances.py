"""What holds for one member is entered as the regulations know it, ends, is withdrawn, and never overlaps."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from members.dues.actions import DuesRefused
from members.dues.actions.circumstances import end_circumstance, enter_circumstance, withdraw_circumstance
from members.dues.models import Circumstance, FeeBook, FeeRegulations, IndexValue
from members.dues.rules.circumstances import Entry, kinds_of, why_not_enter
from members.models import Member
from tests.factories import MemberFactory, sign_in, user_in_group
from verein.models import LogEntry

from .conftest import NOW, year_of

BOOK: dict[str, Any] = {
    "classifications": [
        {
            "key": "place",
            "name": "Lage",
            "decided_by": "board",
            "classes": [{"key": "a", "name": "A"}, {"key": "b", "name": "B"}],
        }
    ],
    "traits": [{"key": "second", "name": "Zweites Geschäft"}],
    "fees": [
        {"key": "full", "name": "Jahresbeitrag", "cents": 12000, "or_agreed": True, "free_if": ["second"]},
        {"key": "patron", "name": "Förderbeitrag", "chosen": {"min_cents": 5000}},
    ],
    "reductions": [{"key": "founder", "name": "Gründer", "percent_off": 50, "proof": True}],
    "hardship": {"kinds": ["reduction"], "decision": "board"},
    "payment": {"plans": [{"key": "half", "name": "halbjährlich"}, {"key": "month", "name": "monatlich"}]},
}
DAY = date(2026, 1, 1)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def member(db: None) -> Member:
    FeeRegulations.objects.create(rules=BOOK, decided_on=date(2019, 12, 1), effective_on=date(2020, 1, 1))
    made: Member = MemberFactory()
    return made


def why_not(kind: str, there: tuple[Circumstance, ...] = (), **fields: Any) -> str | None:
    return why_not_enter(Entry(kind=kind, from_on=DAY, **fields), FeeBook.model_validate(BOOK), there)


@pytest.mark.parametrize(
    ("kind", "fields", "is_fine"),
    [
        ("trait", {"key": "second"}, True),
        ("trait", {"key": "third"}, False),
        ("class", {"key": "a", "decided_on": DAY}, True),
        ("class", {"key": "a"}, False),
        ("class", {"key": "c", "decided_on": DAY}, False),
        ("reduction", {"key": "founder", "decided_on": DAY}, True),
        ("reduction", {"key": "founder"}, False),
        ("agreed", {"key": "full", "cents": 100, "decided_on": DAY}, True),
        ("agreed", {"key": "patron", "cents": 100, "decided_on": DAY}, False),
        ("agreed", {"key": "full", "decided_on": DAY}, False),
        ("chosen", {"key": "patron", "cents": 5000}, True),
        ("chosen", {"key": "patron", "cents": 4999}, False),
        ("plan", {"key": "half"}, True),
        ("percent_off", {"percent": 50, "decided_on": DAY, "reason": "Brand"}, True),
        ("percent_off", {"percent": 50, "decided_on": DAY}, False),
        ("percent_off", {"percent": 100, "decided_on": DAY, "reason": "Brand"}, False),
        ("fixed", {"cents": 0, "decided_on": DAY, "reason": "Brand"}, False),
        ("opens", {}, False),
        ("admission_waived", {"decided_on": DAY}, False),
        ("trait", {"key": "second", "until_on": DAY}, False),
    ],
)
def test_only_what_the_regulations_know_and_want_is_entered(kind: str, fields: dict[str, Any], is_fine: bool) -> None:
    assert (why_not(kind, **fields) is None) == is_fine


def test_nothing_is_entered_without_regulations() -> None:
    assert why_not_enter(Entry("trait", DAY, key="second"), None, ())


def test_one_class_of_a_classification_and_one_payment_interval_at_a_time() -> None:
    lives = Circumstance(kind="class", key="b", from_on=date(2025, 1, 1))
    ended = Circumstance(kind="class", key="b", from_on=date(2025, 1, 1), until_on=DAY)

    assert "Lage: B" in (why_not("class", (lives,), key="a", decided_on=DAY) or "")
    assert why_not("class", (ended,), key="a", decided_on=DAY) is None
    assert why_not("plan", (Circumstance(kind="plan", key="month", from_on=DAY),), key="half")
    assert why_not("trait", (Circumstance(kind="trait", key="other", from_on=DAY),), key="second") is None


def test_a_class_of_older_regulations_still_stands_in_the_way_of_its_classification() -> None:
    gone = Circumstance(kind="class", key="c", classification="place", from_on=date(2025, 1, 1))

    assert why_not("class", (gone,), key="a", decided_on=DAY)


@pytest.mark.parametrize(
    ("first", "second", "is_kept_out"),
    [
        (Entry("class", DAY, key="a", decided_on=DAY), {"kind": "class", "key": "b", "classification": "place"}, True),
        (Entry("class", DAY, key="a", decided_on=DAY), {"kind": "class", "key": "b", "classification": "size"}, False),
        (Entry("plan", DAY, key="half"), {"kind": "plan", "key": "month"}, True),
        (Entry("reduction", DAY, key="founder", decided_on=DAY), {"kind": "reduction", "key": "founder"}, True),
        (Entry("reduction", DAY, key="founder", decided_on=DAY), {"kind": "reduction", "key": "other"}, False),
        (
            Entry("percent_off", DAY, percent=Decimal(50), decided_on=DAY, reason="Brand"),
            {"kind": "percent_off", "percent": 20},
            True,
        ),
        (
            Entry("percent_off", DAY, percent=Decimal(50), decided_on=DAY, reason="Brand"),
            {"kind": "percent_off", "percent": 20, "withdrawn_at": NOW},
            False,
        ),
    ],
)
def test_nothing_overlaps_in_the_database_whoever_writes_around_the_rule(
    member: Member, first: Entry, second: dict[str, Any], *, is_kept_out: bool
) -> None:
    entered = enter_circumstance(member, entry=first, actor=None)
    later = {**second, "member": member, "from_on": date(2027, 3, 1)}

    if is_kept_out:
        with pytest.raises(IntegrityError, match="circumstances_apart"), transaction.atomic():
            Circumstance.objects.create(**later)
        end_circumstance(entered, last_day=date(2027, 2, 28), actor=None)

    Circumstance.objects.create(**later)
    Circumstance.objects.create(**{**later, "member": MemberFactory(), "from_on": DAY})


def test_what_was_entered_by_mistake_counts_for_no_year_and_stays_visible(member: Member) -> None:
    row = enter_circumstance(member, entry=Entry("agreed", DAY, key="full", cents=100, decided_on=DAY), actor=None)
    assert year_of(member, 2026).expected().total_cents == 100

    withdraw_circumstance(row, actor=None, now=NOW)

    assert year_of(member, 2026).expected().total_cents == 12000
    assert Circumstance.objects.get().withdrawn_at == NOW
    assert enter_circumstance(member, entry=Entry("trait", DAY, key="second"), actor=None)


def test_what_ends_still_counts_for_the_years_before(member: Member) -> None:
    row = enter_circumstance(member, entry=Entry("trait", DAY, key="second"), actor=None)

    end_circumstance(row, last_day=date(2026, 12, 31), actor=None)

    assert year_of(member, 2026).expected().total_cents == 0
    assert year_of(member, 2027).expected().total_cents == 12000
    with pytest.raises(DuesRefused):
        end_circumstance(row, last_day=date(2027, 6, 30), actor=None)
    assert LogEntry.objects.filter(action="dues.end_circumstance", fields=["until_on"]).count() == 1


def test_treasurer_enters_a_relief_and_keeps_what_was_typed_when_it_is_refused(client: Client, member: Member) -> None:
    sign_in(client, user_in_group("Treasurer"))
    path = f"/admin/beitraege/angaben/mitglied/{member.pk}/neu/percent_off/"
    typed = {"percent": "12,5", "from_on": "01.01.2026", "last_day": "31.12.2026", "reason": "Wasserschaden"}

    refused = client.post(path, typed)
    done = client.post(path, {**typed, "decided_on": "15.12.2025"})

    assert "Wasserschaden" in refused.content.decode()
    assert refused.context["form"].non_field_errors()
    assert done.status_code == 302
    assert year_of(member, 2026).expected().total_cents == 10500
    page = client.get(f"/admin/beitraege/angaben/mitglied/{member.pk}/").content.decode()
    assert "Wasserschaden" in page
    assert "01.01.2026 – 31.12.2026" in page


@pytest.mark.parametrize("group", ["Board", "Editors"])
def test_nobody_but_the_treasurer_sees_or_enters_what_dues_depend_on(
    client: Client, member: Member, group: str
) -> None:
    row = enter_circumstance(member, entry=Entry("trait", DAY, key="second"), actor=None)
    sign_in(client, user_in_group(group))

    for path in (
        f"mitglied/{member.pk}/",
        f"mitglied/{member.pk}/2026/",
        f"mitglied/{member.pk}/neu/trait/",
        f"umstand/{row.pk}/beenden/",
        f"umstand/{row.pk}/zuruecknehmen/",
        "index/",
    ):
        assert client.get(f"/admin/beitraege/angaben/{path}").status_code in (302, 403)
        assert client.post(f"/admin/beitraege/angaben/{path}").status_code in (302, 403, 405)
    assert Circumstance.objects.get().withdrawn_at is None


def test_index_of_a_year_is_entered_and_put_right(client: Client, member: Member) -> None:
    sign_in(client, user_in_group("Treasurer"))

    client.post("/admin/beitraege/angaben/index/", {"year": "2025", "value": "121,8"})
    client.post("/admin/beitraege/angaben/index/", {"year": "2025", "value": "121,9"})

    assert str(IndexValue.objects.get().value) == "121.900"
    assert kinds_of(FeeBook.model_validate(BOOK))
