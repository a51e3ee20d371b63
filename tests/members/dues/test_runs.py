"""A dues run is looked at first, issues what was looked at, charges nothing twice and corrects by reversal."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from members.billing.actions import post
from members.billing.actions.forgiving import waive
from members.billing.models import Account, Charge, Invoice, Posting
from members.billing.queries.checking import problems
from members.billing.queries.ledger import credit_cents, open_cents_of
from members.billing.rules import Movement
from members.dues.actions import DuesRefused, issue_run, running, start_run, stop_run
from members.dues.actions.running import take_up_lost_runs, work
from members.dues.models import Circumstance, DeclaredNumber, DuesRun, DuesRunRow, FeeRegulations
from members.dues.queries.planning import proposals
from members.models import Member, User
from tests.factories import MemberFactory, UserFactory, complete_association

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
YEAR = date(2026, 1, 1)
ADDRESS = {"person__street": "Hauptstraße 1", "person__postcode": "48999", "person__city": "Emsbogen"}
BOOK: dict[str, Any] = {
    "quantities": [{"key": "staff", "name": "Beschäftigte"}],
    "fees": [
        {
            "key": "full",
            "name": "Jahresbeitrag",
            "clause": "§ 2",
            "scale": {"by": "staff", "bands": [{"up_to": 5, "cents": 12000}, {"over": 5, "cents": 24000}]},
        }
    ],
    "joining": {"by": "months"},
    "payment": {"plans": [{"key": "half", "name": "halbjährlich", "dues": [{"day": "01-31"}, {"day": "07-31"}]}]},
}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def treasurer() -> User:
    complete_association()
    FeeRegulations.objects.create(rules=BOOK, decided_on=date(2019, 12, 1), effective_on=date(2020, 1, 1))
    return UserFactory()


def member(staff: int | None = 3, **fields: Any) -> Member:
    made: Member = MemberFactory(**ADDRESS, **fields)
    if staff is not None:
        DeclaredNumber.objects.create(member=made, key="staff", year=2026, number=staff, declared_at=NOW)
    return made


def carried_out(run: DuesRun) -> DuesRun:
    """As the worker does it, piece by piece."""
    while run.is_at_work:
        work.call(run.pk)
        run.refresh_from_db()
    return run


def issued(treasurer: User, day: date = YEAR) -> DuesRun:
    run = carried_out(start_run(day, actor=treasurer, now=NOW))
    return carried_out(issue_run(run, actor=treasurer, now=NOW))


def steps(run: DuesRun) -> dict[str, str]:
    return {row.member.number: row.step for row in DuesRunRow.objects.filter(run=run)}


def test_run_shows_who_owes_what_and_who_does_not_and_why_before_anything_is_issued(treasurer: User) -> None:
    paying, silent = member(), member(staff=None)
    MemberFactory(period__until_on=date(2025, 1, 1))

    run = carried_out(start_run(YEAR, actor=treasurer, now=NOW))

    assert run.state == DuesRun.State.READY
    assert steps(run) == {paying.number: "issue", silent.number: "missing"}
    row = DuesRunRow.objects.get(member=paying)
    assert row.total_cents == 12000 == sum(line["cents"] for line in row.explanation)
    assert "§ 2" in row.explanation[0]["text"]
    assert "Beschäftigte" in DuesRunRow.objects.get(member=silent).notes[0]
    assert not Invoice.objects.exists()


def test_issue_makes_invoices_with_instalments_that_explain_themselves(treasurer: User) -> None:
    paying = member()

    run = issued(treasurer)

    assert run.state == DuesRun.State.DONE
    invoice = Invoice.objects.get()
    assert (invoice.total_cents, invoice.account.member) == (12000, paying)
    assert [(one.amount_cents, one.due_on) for one in invoice.charges.order_by("part")] == [
        (6000, date(2026, 1, 31)),
        (6000, date(2026, 7, 31)),
    ]
    line = invoice.lines.get()
    assert line.text == "Mitgliedsbeitrag 2026"
    assert sum(row["cents"] for row in line.explanation) == line.gross_cents


def test_running_again_charges_nothing_twice_and_adds_who_came(treasurer: User) -> None:
    member()
    issued(treasurer)
    late = member(period__from_on=date(2026, 7, 1))

    run = issued(treasurer)

    assert sorted(steps(run).values()) == ["issue", "same"]
    assert Invoice.objects.count() == 2
    assert Invoice.objects.get(account__member=late).total_cents == 6000


def test_running_again_corrects_by_reversal_and_what_was_paid_pays_the_new_one(treasurer: User) -> None:
    paying = member()
    issued(treasurer)
    account = Account.objects.get()
    first = Charge.objects.get(part=1)
    post(Movement(account, first, "payment", "transfer", 6000, "bank:1", date(2026, 1, 4)), actor=None)
    DeclaredNumber.objects.update(number=9)

    run = issued(treasurer)

    assert steps(run) == {paying.number: "correct"}
    kinds = list(Invoice.objects.order_by("pk").values_list("kind", "total_cents"))
    assert kinds == [("dues", 12000), ("reversal", -12000), ("dues", 24000)]
    new = Charge.objects.filter(invoice__total_cents=24000)
    assert [open_cents_of(charge) for charge in new.order_by("part")] == [6000, 12000]
    assert credit_cents(account) == 0


def test_what_was_waived_stays_so_on_the_invoice_that_corrects_it_and_the_preview_says_so(treasurer: User) -> None:
    member()
    issued(treasurer)
    first = Charge.objects.get(part=1)
    today, why = NOW.date(), "Härtefall, Vorstand 3.1.2026"
    waive(first, amount_cents=6000, reason=why, booked_on=today, today=today, actor=treasurer)
    DeclaredNumber.objects.update(number=9)

    run = carried_out(start_run(YEAR, actor=treasurer, now=NOW))
    said = " ".join(DuesRunRow.objects.get(run=run).notes).replace("\u00a0", " ")
    assert (
        "60,00 € der bisherigen Rechnung sind erlassen oder ausgebucht; von der neuen sind es wieder 60,00 €." in said
    )
    carried_out(issue_run(run, actor=treasurer, now=NOW))
    assert open_of(24000) == [6000, 12000]
    kept = Posting.objects.get(charge__invoice__total_cents=24000, kind="waiver", amount_cents__gt=0)
    assert (kept.note, kept.amount_cents) == (why, 6000)

    second = Charge.objects.get(invoice__total_cents=24000, part=2)
    waive(second, amount_cents=12000, reason=why, booked_on=today, today=today, actor=treasurer)
    DeclaredNumber.objects.update(number=3)
    run = issued(treasurer)
    assert "wieder 120,00 €" in " ".join(DuesRunRow.objects.get(run=run).notes).replace("\u00a0", " ")
    assert [open_cents_of(each) for each in Invoice.objects.latest("pk").charges.all()] == [0, 0], "never below zero"
    assert credit_cents(first.account) == 0, "what was waived never becomes money"
    assert problems() == []


def open_of(total_cents: int) -> list[int]:
    rows = Charge.objects.filter(invoice__total_cents=total_cents).order_by("part")
    return [open_cents_of(charge) for charge in rows]


def test_what_has_changed_since_it_was_looked_at_is_not_issued(treasurer: User) -> None:
    member()
    run = carried_out(start_run(YEAR, actor=treasurer, now=NOW))
    DeclaredNumber.objects.update(number=9)

    carried_out(issue_run(run, actor=treasurer, now=NOW))

    assert DuesRunRow.objects.get().result == DuesRunRow.Result.STALE
    assert not Invoice.objects.exists()


def test_who_owes_nothing_any_more_gets_a_cancellation(treasurer: User) -> None:
    paying = member()
    issued(treasurer)
    Circumstance.objects.create(
        member=paying, kind="percent_off", percent=100, reason="Härtefall", from_on=YEAR, decided_on=YEAR
    )

    run = issued(treasurer)

    assert steps(run) == {paying.number: "cancel"}
    assert [open_cents_of(charge) for charge in Charge.objects.all()] == [0, 0]


def test_missing_address_is_named_before_issuing(treasurer: User) -> None:
    nowhere = member()
    nowhere.person.__class__.objects.filter(pk=nowhere.person_id).update(street="")

    run = carried_out(start_run(YEAR, actor=treasurer, now=NOW))

    row = DuesRunRow.objects.get(run=run)
    assert row.step == DuesRunRow.Step.MISSING
    assert "Straße" in row.notes[0]


def test_without_regulations_everybody_is_named_and_nobody_charged(treasurer: User) -> None:
    member(period__from_on=date(2018, 1, 1))

    run = carried_out(start_run(date(2019, 1, 1), actor=treasurer, now=NOW))

    assert "Beitragsordnung" in DuesRunRow.objects.get(run=run).notes[0]


def test_year_before_stands_beside_the_amount(treasurer: User) -> None:
    paying = member()
    issued(treasurer)
    DeclaredNumber.objects.create(member=paying, key="staff", year=2027, number=9, declared_at=NOW)

    run = carried_out(start_run(date(2027, 1, 1), actor=treasurer, now=NOW))

    row = DuesRunRow.objects.get(run=run)
    assert (row.before_cents, row.total_cents) == (12000, 24000)


def test_stopped_run_goes_on_where_it_was(treasurer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "PIECE", 1)
    for _each in range(3):
        member()
    run = carried_out(start_run(YEAR, actor=treasurer, now=NOW))
    issue_run(run, actor=treasurer, now=NOW)
    work.call(run.pk)

    stop_run(run, actor=treasurer)
    work.call(run.pk)  # a piece that was queued before
    assert Invoice.objects.count() == 1
    run.refresh_from_db()
    carried_out(issue_run(run, actor=treasurer, now=NOW))

    assert Invoice.objects.count() == 3


def test_one_run_at_a_time_also_for_the_database(treasurer: User) -> None:
    run = start_run(YEAR, actor=treasurer, now=NOW)

    with pytest.raises(DuesRefused):
        start_run(YEAR, actor=treasurer, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        DuesRun.objects.create(day=YEAR, started_at=NOW, touched_at=NOW, state=DuesRun.State.ISSUING)
    stop_run(run, actor=treasurer)
    assert not DuesRun.objects.exists()


def test_run_whose_worker_was_killed_is_taken_up(treasurer: User) -> None:
    start_run(YEAR, actor=treasurer, now=NOW)

    assert take_up_lost_runs(NOW + timedelta(minutes=1)) == 0
    assert take_up_lost_runs(NOW + timedelta(minutes=4)) == 1


def test_worker_killed_in_the_middle_issues_everything_once(treasurer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the second invoice was written and before it was committed; then another worker takes over."""

    class Killed(BaseException):
        pass

    for _each in range(4):
        member()
    run = carried_out(start_run(YEAR, actor=treasurer, now=NOW))
    issue_run(run, actor=treasurer, now=NOW)
    real, calls = running.carry_out, iter(range(9))

    def die(*args: Any) -> Invoice | None:
        done = real(*args)
        if next(calls) == 1:
            raise Killed
        return done

    with monkeypatch.context() as patch:
        patch.setattr(running, "carry_out", die)
        with pytest.raises(Killed):
            work.call(run.pk)
    assert Invoice.objects.count() == 1

    assert take_up_lost_runs(NOW + timedelta(minutes=4)) == 1
    run.refresh_from_db()
    carried_out(run)

    assert list(Invoice.objects.order_by("pk").values_list("sequence", flat=True)) == [1, 2, 3, 4]
    assert (Charge.objects.count(), run.state) == (8, "done")
    assert problems() == []


def test_planning_asks_the_same_statements_for_one_and_for_thirty(
    treasurer: User, django_assert_num_queries: Any
) -> None:
    members = [member() for _each in range(30)]
    proposals(members[:1], YEAR, today=YEAR)  # settings are loaded once a process

    for count in (1, 30):
        some = list(Member.objects.select_related("person", "company")[:count])
        with django_assert_num_queries(12):
            assert len(proposals(some, YEAR, today=YEAR)) == len(some)


def test_pages_look_issue_and_stop(treasurer: User, treasurer_client: Client, board_client: Client) -> None:
    paying = member()
    assert board_client.get(reverse("dues_runs")).status_code in (302, 403)
    answer = treasurer_client.post(reverse("dues_run_start"), {"day": "2026-01-01"})
    run = DuesRun.objects.get()
    assert answer.status_code == 302

    page = treasurer_client.get(reverse("dues_run", args=[run.pk]))
    assert page["Refresh"]
    carried_out(run)
    page = treasurer_client.get(reverse("dues_run", args=[run.pk]))
    assert "120,00" in page.content.decode()
    row = treasurer_client.get(reverse("dues_run_row", args=[DuesRunRow.objects.get(member=paying).pk]))
    assert "§ 2" in row.content.decode()

    treasurer_client.post(reverse("dues_run_issue", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == DuesRun.State.ISSUING
    treasurer_client.post(reverse("dues_run_stop", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == DuesRun.State.STOPPED
