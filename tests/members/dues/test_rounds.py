"""The round of declarations: asked once, reminded once, estimated by the regulations, objected to, corrected."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from members.billing.models import Invoice
from members.dues.actions import DuesRefused, declare, enter_declaration, issue_run, start_run
from members.dues.actions.asking import ask_members, ask_the_rest, estimate_the_rest, open_round, remind_to_declare
from members.dues.actions.objecting import decide_objection, object_to_estimate
from members.dues.actions.running import work
from members.dues.models import DeclarationRound, DuesRun, FeeRegulations, Objection, YearlyDeclaration
from members.dues.rules import Declared
from members.dues.rules.declaring import Statement
from members.models import Member, Seat, TimeOut, User
from tests.factories import (
    CompanyFactory,
    MemberFactory,
    PersonFactory,
    complete_association,
    make_seat,
    sign_in,
    user_in_group,
)
from verein.models import Mail

from .conftest import NOW, user_of, year_of

DUE = date(2026, 12, 31)
LATER = datetime(2027, 1, 25, 9, tzinfo=UTC)  # after the reminder of 21 January
SMALL = Statement({"staff": Declared(weights={"full": Decimal(2), "half": Decimal(0)})}, {"place": "a"})
ADDRESS = {"person__street": "Hauptstraße 1", "person__postcode": "48999", "person__city": "Emsbogen"}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def treasurer(regulations: FeeRegulations) -> User:
    return PersonFactory().user


def opened(treasurer: User, now: datetime = NOW) -> DeclarationRound:
    """Opened, and the worker has asked everybody."""
    made = open_round(year=2027, due_on=DUE, actor=treasurer, now=now)
    ask_members.call(made.pk, 0)
    return made


def mails(kind: str) -> list[str]:
    return sorted(Mail.objects.filter(kind=f"dues/mail/{kind}").values_list("to", flat=True))


def declaration(member: Member) -> YearlyDeclaration:
    return YearlyDeclaration.objects.get(member=member, year=2027)


def test_round_asks_each_once_with_deadline_and_link_and_leaves_out_who_need_not_answer(treasurer: User) -> None:
    member, known = MemberFactory(), MemberFactory()
    dead = MemberFactory(person__died_on=date(2026, 11, 1))
    away = MemberFactory()
    TimeOut.objects.create(person=away.person, from_on=date(2026, 11, 1), until_on=date(2026, 12, 1))
    company = CompanyFactory(email="kontor@firma.example")
    seat = make_seat(PersonFactory(company=company), role=Seat.Role.REPRESENTATIVE)
    make_seat(PersonFactory(company=company), company, role=Seat.Role.CONTACT)
    declare(year_of(known), statement=SMALL, actor=None, now=NOW)

    made = opened(treasurer)
    ask_the_rest(made, actor=treasurer, now=NOW)
    ask_members.call(made.pk, 0)

    assert mails("declaration_asked") == sorted([member.person.email, seat.person.email])
    assert made.remind_on == date(2027, 1, 21)
    text = Mail.objects.filter(to=member.person.email).get().text
    assert "31. Dezember 2026" in text
    assert f"/mein/beitraege/angaben/{member.pk}/2027/" in text
    assert declaration(dead).asked_at is declaration(away).asked_at is None


def test_round_is_opened_once_and_only_ahead_of_its_deadline(treasurer: User) -> None:
    for year, due_on in ((2027, date(2026, 11, 22)), (2029, DUE), (2027, DUE)):
        with pytest.raises(DuesRefused):
            open_round(year=year, due_on=due_on, actor=treasurer, now=NOW)  # nobody has anything to declare yet
    MemberFactory()
    opened(treasurer)
    with pytest.raises(DuesRefused):
        opened(treasurer)
    assert DeclarationRound.objects.count() == 1


def test_reminder_goes_once_to_who_has_not_answered(treasurer: User) -> None:
    silent, answered, leaving = MemberFactory(), MemberFactory(), MemberFactory(period__until_on=date(2027, 1, 5))
    opened(treasurer)
    assert leaving.person.email in mails("declaration_asked")
    declare(year_of(answered), statement=SMALL, actor=None, now=NOW)

    assert remind_to_declare(datetime(2027, 1, 20, 9, tzinfo=UTC)) == 0
    assert remind_to_declare(LATER) == 1
    assert remind_to_declare(LATER + timedelta(days=1)) == 0

    assert mails("declaration_reminder") == [silent.person.email]
    assert declaration(silent).reminded_at == LATER


def test_estimate_comes_after_deadline_and_reminder_and_tells_amount_and_right_to_object(treasurer: User) -> None:
    silent = MemberFactory()
    declare(year_of(silent, 2026), statement=SMALL, actor=None, now=NOW)
    made = opened(treasurer)

    with pytest.raises(DuesRefused):
        estimate_the_rest(made, actor=treasurer, now=NOW)
    assert estimate_the_rest(made, actor=treasurer, now=LATER) == (1, 0)
    assert estimate_the_rest(made, actor=treasurer, now=LATER) == (0, 0)

    assert declaration(silent).object_until == date(2027, 2, 25)
    (mail,) = Mail.objects.filter(kind="dues/mail/declaration_estimated")
    assert "240,00" in mail.text
    assert "25. Februar 2027" in mail.text


def test_what_the_regulations_leave_to_a_decision_is_estimated_by_hand(treasurer: User) -> None:
    member = MemberFactory()  # of no class yet: no band is the highest without one
    made = opened(treasurer)

    assert estimate_the_rest(made, actor=treasurer, now=LATER) == (0, 1)
    enter_declaration(year_of(member), statement=SMALL, source="estimate", actor=treasurer, now=LATER)

    row = declaration(member)
    assert (row.declared_at, row.estimated_at, row.object_until) == (None, LATER, date(2027, 2, 25))
    assert mails("declaration_estimated") == [member.person.email]


@pytest.fixture
def estimated(treasurer: User) -> Member:
    """A member with an invoice by the highest band."""
    complete_association()
    member: Member = MemberFactory(**ADDRESS)
    declare(year_of(member, 2026), statement=SMALL, actor=None, now=NOW)
    estimate_the_rest(opened(treasurer), actor=treasurer, now=LATER)
    return member


def run_dues(treasurer: User) -> None:
    run = start_run(date(2027, 1, 1), actor=treasurer, now=LATER)
    for _step in ("compute", "issue"):
        while run.is_at_work:
            work.call(run.pk)
            run.refresh_from_db()
        if run.state == DuesRun.State.READY:
            run = issue_run(run, actor=treasurer, now=LATER)


def test_accepted_objection_corrects_the_invoice_by_the_next_run(treasurer: User, estimated: Member) -> None:
    with time_machine.travel(LATER, tick=False):
        run_dues(treasurer)
        objection = object_to_estimate(
            year_of(estimated), statement=SMALL, reason="Nur zwei Leute", actor=None, now=LATER
        )
        with pytest.raises(DuesRefused):
            declare(year_of(estimated), statement=SMALL, actor=None, now=LATER)
        decide_objection(objection, accepted=True, answer="", actor=treasurer, now=LATER)
        run_dues(treasurer)

    assert [invoice.total_cents for invoice in Invoice.objects.order_by("pk")] == [24000, -24000, 12000]
    (mail,) = Mail.objects.filter(kind="dues/mail/objection_decided")
    assert "stattgegeben" in mail.text
    with pytest.raises(DuesRefused):
        decide_objection(objection, accepted=False, answer="nein", actor=treasurer, now=LATER)


def test_member_objects_on_the_page_and_the_treasurer_declines_with_a_reason(
    client: Client, treasurer: User, estimated: Member
) -> None:
    page = f"/mein/beitraege/angaben/{estimated.pk}/2027/"
    typed = {"n-staff--full": "2", "n-staff--half": "", "c-place": "a", "reason": "Nur zwei Leute"}
    with time_machine.travel(LATER, tick=False):
        office = sign_in(Client(), user_in_group("Treasurer"))
        sign_in(client, user_of(estimated))
        looked = client.post(page, typed)
        sent = client.post(page, {**typed, "seen": looked.context["form"].digest})
        objection = Objection.objects.get()
        path = f"/admin/beitraege/angaben/widerspruch/{objection.pk}/"
        shown = office.get(path).content.decode()
        without = office.post(path, {"accepted": "no"})
        office.post(path, {"accepted": "no", "answer": "Bitte Nachweis vorlegen"})

    assert looked.context["expected"].total_cents == 12000
    assert sent.status_code == 302
    assert "Nur zwei Leute" in shown
    assert "120,00" in shown
    assert without.context["form"].non_field_errors()
    objection.refresh_from_db()
    assert objection.accepted is False
    assert year_of(estimated).expected().total_cents == 24000, "the estimate stands"
    (mail,) = Mail.objects.filter(kind="dues/mail/objection_decided")
    assert "Bitte Nachweis vorlegen" in mail.text
    assert Mail.objects.filter(kind="dues/mail/something_to_decide").exists()


def test_objection_after_its_period_is_refused_with_a_sentence(estimated: Member) -> None:
    with pytest.raises(DuesRefused, match=r"25\."):
        object_to_estimate(
            year_of(estimated), statement=SMALL, reason="zu spät", actor=None, now=LATER + timedelta(days=32)
        )
    with pytest.raises(DuesRefused, match=r"25\."):
        declare(year_of(estimated), statement=SMALL, actor=None, now=LATER + timedelta(days=32))


@pytest.mark.parametrize("rows", [1, 30])
def test_round_in_the_office_asks_a_fixed_number_of_statements(
    client: Client, treasurer: User, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    made = DeclarationRound.objects.create(year=2027, due_on=DUE, opened_at=NOW)
    for _number in range(rows):
        YearlyDeclaration.objects.create(member=MemberFactory(), year=2027, asked_at=NOW)
    sign_in(client, user_in_group("Treasurer"))
    client.get(f"/admin/beitraege/angaben/{made.year}/")
    with django_assert_num_queries(20):  # five of them who is told by letter, and what was printed
        page = client.get(f"/admin/beitraege/angaben/{made.year}/?stand=offen&q=")
    assert page.context["facts"].open == rows


def test_board_sees_neither_rounds_nor_objections(client: Client, treasurer: User, estimated: Member) -> None:
    objection = Objection.objects.create(declaration=declaration(estimated), reason="…", asked_at=NOW)
    sign_in(client, user_in_group("Board"))
    for path in ("", "neu/", "2027/", f"widerspruch/{objection.pk}/"):
        assert client.get(f"/admin/beitraege/angaben/{path}").status_code in (302, 403)
    for path in ("2027/anfragen/", "2027/schaetzen/", f"widerspruch/{objection.pk}/"):
        client.post(f"/admin/beitraege/angaben/{path}", {"accepted": "yes"})
    objection.refresh_from_db()
    assert objection.decided_at is None
