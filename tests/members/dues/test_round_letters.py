"""Members without an e-mail address are asked for the data of a year by letter, with a form on paper."""

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pypdf
import pytest
import time_machine
from django.test import Client

from members.billing.actions.papers import letters_of
from members.billing.models import PostRun, WaitingLetter
from members.dues.actions import DuesRefused, declare
from members.dues.actions.asking import ask_members, estimate_the_rest, open_round, remind_to_declare
from members.dues.actions.letters import print_round
from members.dues.actions.objecting import decide_objection, object_to_estimate
from members.dues.models import DeclarationRound, FeeRegulations, YearlyDeclaration
from members.dues.queries.letters import due_letters
from members.models import Member, Seat, User
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

from .conftest import NOW, year_of
from .test_rounds import ADDRESS, DUE, LATER, SMALL

SILENT = {**ADDRESS, "person__email": ""}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def treasurer(regulations: FeeRegulations) -> User:
    complete_association()
    return PersonFactory().user


def opened(treasurer: User) -> DeclarationRound:
    made = open_round(year=2027, due_on=DUE, actor=treasurer, now=NOW)
    ask_members.call(made.pk, 0)
    return made


def row_of(member: Member) -> YearlyDeclaration:
    return YearlyDeclaration.objects.get(member=member, year=2027)


def pages_of(run: PostRun) -> list[str]:
    pdf = pypdf.PdfReader(io.BytesIO(letters_of(run)))
    return [" ".join(page.extract_text().replace("\u00a0", " ").split()) for page in pdf.pages]


def due(made: DeclarationRound, now: datetime = NOW) -> list[tuple[Member, str]]:
    return [(one.declaration.member, one.kind) for one in due_letters(made, now)]


def test_letter_with_a_form_goes_to_who_has_no_email_and_counts_as_asked_when_printed(treasurer: User) -> None:
    member, mailed = MemberFactory(**SILENT), MemberFactory()
    declare(year_of(member, 2026), statement=SMALL, actor=None, now=NOW)
    made = opened(treasurer)
    assert row_of(mailed).asked_at == NOW
    assert row_of(member).asked_at is None
    assert due(made) == [(member, "asked")]

    run, left = print_round(made, actor=treasurer, now=NOW)

    letter, form = pages_of(run)
    for part in (str(member.person), "Hauptstraße 1", "Beitrag 2027", "31.12.2026"):
        assert part in letter
    for part in ("Beschäftigte", "Vollzeit (2026: 2)", "Lage", member.number, "Unterschrift", "01.01.2027"):
        assert part in form
    assert "http" not in letter + form
    assert (left, row_of(member).asked_at) == (0, NOW)
    with pytest.raises(DuesRefused):
        print_round(made, actor=treasurer, now=NOW)


def test_company_is_written_to_where_nobody_of_it_has_an_email(treasurer: User) -> None:
    silent = CompanyFactory(email="", street="Kai 3", postcode="48999", city="Emsbogen")
    seat = make_seat(PersonFactory(company=silent, email=""), silent, role=Seat.Role.REPRESENTATIVE)
    known = CompanyFactory(email="kontor@firma.example")
    make_seat(PersonFactory(company=known, email=""), known, role=Seat.Role.REPRESENTATIVE)
    made = opened(treasurer)
    assert due(made) == [(seat.member, "asked")]
    assert Mail.objects.get(kind="dues/mail/declaration_asked").to == "kontor@firma.example"
    run, _left = print_round(made, actor=treasurer, now=NOW)
    assert "Kai 3" in pages_of(run)[0]


def test_nobody_gets_a_letter_who_has_died_or_has_no_postal_address(treasurer: User, client: Client) -> None:
    MemberFactory(**SILENT, person__died_on=date(2026, 11, 1))
    nowhere = MemberFactory(person__email="", person__street="")
    made = opened(treasurer)
    assert due(made) == [(nowhere, "asked")]
    with pytest.raises(DuesRefused):
        print_round(made, actor=treasurer, now=NOW)
    sign_in(client, user_in_group("Treasurer"))
    page = client.get("/admin/beitraege/angaben/2027/").content.decode()
    assert "Weder E-Mail- noch Postanschrift" in page


def test_reminder_is_printed_for_who_has_not_answered_two_weeks_after_the_letter(treasurer: User) -> None:
    silent, answered = MemberFactory(**SILENT), MemberFactory(**SILENT)
    made = opened(treasurer)
    late = datetime(2027, 1, 15, 9, tzinfo=UTC)  # printed after the last day: two weeks to answer it
    run, _left = print_round(made, actor=treasurer, now=late)
    assert "29.01.2027" in pages_of(run)[0]
    declare(year_of(answered), statement=SMALL, actor=None, now=late)
    assert remind_to_declare(LATER) == 0
    assert due(made, LATER) == []
    assert estimate_the_rest(made, actor=treasurer, now=LATER) == (0, 0), "the letter is hardly there"

    soon = late + timedelta(days=14)
    assert due(made, soon) == [(silent, "reminded")]
    run, _left = print_round(made, actor=treasurer, now=soon)
    assert "Erinnerung" in pages_of(run)[0]
    assert row_of(silent).reminded_at == soon
    assert due(made, soon) == []


def test_estimate_and_decision_wait_as_letters_to_the_member(treasurer: User, client: Client) -> None:
    member = MemberFactory(**SILENT)
    declare(year_of(member, 2026), statement=SMALL, actor=None, now=NOW)
    made = opened(treasurer)
    print_round(made, actor=treasurer, now=NOW)
    estimate_the_rest(made, actor=treasurer, now=LATER)
    objection = object_to_estimate(year_of(member), statement=SMALL, reason="Nur zwei", actor=None, now=LATER)
    decide_objection(objection, accepted=False, answer="Kein Beleg", actor=treasurer, now=LATER)

    estimated, decided = WaitingLetter.objects.order_by("pk")
    assert "240,00" in estimated.text
    assert "25. Februar 2027" in estimated.text
    assert "Kein Beleg" in decided.text
    assert "http" not in estimated.text + decided.text
    sign_in(client, user_in_group("Treasurer"))
    assert str(member.person) in client.get("/admin/beitraege/briefe/").content.decode()
    client.post("/admin/beitraege/briefe/drucken/")
    assert not WaitingLetter.objects.exists()
    assert "Hauptstraße 1" in pages_of(PostRun.objects.order_by("pk")[1])[0]


def test_office_prints_the_round_and_enters_the_answer(treasurer: User, client: Client) -> None:
    member = MemberFactory(**SILENT)
    opened(treasurer)
    path = "/admin/beitraege/angaben/2027/"
    sign_in(client, user_in_group("Board"))
    assert client.post(f"{path}briefe/").status_code in (302, 403)
    assert row_of(member).asked_at is None
    sign_in(client, user_in_group("Treasurer"))
    page = client.get(path).content.decode()
    assert "1 Brief wartet auf den Druck" in page
    assert f"/admin/beitraege/angaben/mitglied/{member.pk}/2027/" in page
    client.post(f"{path}briefe/")
    page = client.get(path).content.decode()
    run = PostRun.objects.get()
    assert "Brief gedruckt am 22.11.2026" in page
    assert f"/admin/beitraege/briefe/{run.pk}.pdf" in page
