"""The yearly declaration: what is asked, what follows from it, what stays as history, and who sees it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from members.dues.actions import declare, enter_declaration
from members.dues.forms.declaring import DeclarationForm
from members.dues.forms.numbers import NumberField
from members.dues.models import Circumstance, DeclaredNumber, FeeBook, FeeRegulations, YearlyDeclaration
from members.dues.rules import Declared
from members.dues.rules.declaring import Statement, due_in, needs_of
from members.models import Seat
from members.models.rulebook import Holder, MonthDay, Rulebook
from tests.factories import CompanyFactory, MemberFactory, PersonFactory, make_seat, sign_in, user_in_group

from .conftest import NOW, STAFF_BOOK, year_of

HEADS = {"n-staff--full": "2", "n-staff--half": "3", "c-place": "a"}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def said(full: int, half: int = 0, place: str = "a") -> Statement:
    return Statement({"staff": Declared(weights={"full": Decimal(full), "half": Decimal(half)})}, {"place": place})


def test_needs_are_those_of_the_membership_type_alone() -> None:
    book = FeeBook.model_validate(STAFF_BOOK)

    def keys(type_key: str) -> tuple[list[str], list[str]]:
        found = needs_of(book, Rulebook(), type_key=type_key, holder=Holder.PERSON)
        return [one.key for one in found.quantities], [one.key for one in found.classifications]

    assert keys("full") == (["staff"], ["place"])
    assert keys("shop") == (["area"], [])
    assert keys("supporting") == ([], [])


def test_deadline_in_the_last_months_is_one_of_the_year_before() -> None:
    assert due_in(MonthDay(12, 31), 2027) == date(2026, 12, 31)
    assert due_in(MonthDay(1, 15), 2027) == date(2027, 1, 15)
    assert due_in(None, 2027) is None


def test_declaring_shows_the_fee_first_and_stores_only_what_was_looked_at(
    client: Client, regulations: FeeRegulations
) -> None:
    member = MemberFactory()
    sign_in(client, member.person.user)
    page = f"/mein/beitraege/angaben/{member.pk}/2027/"

    looked = client.post(page, HEADS)

    form = looked.context["form"]
    assert looked.context["expected"].total_cents == 12000
    assert "2 × 1 + 3 × 0,5" in looked.content.decode()
    assert not DeclaredNumber.objects.exists()

    changed = client.post(page, {**HEADS, "n-staff--full": "9", "seen": form.digest})

    assert changed.context["expected"].total_cents == 24000, "other data than those looked at are shown first"
    assert not DeclaredNumber.objects.exists()

    assert client.post(page, {**HEADS, "seen": form.digest}).status_code == 302
    assert DeclaredNumber.objects.get().weights == {"full": "2", "half": "3"}
    assert Circumstance.objects.get().key == "a"
    declared = YearlyDeclaration.objects.get()
    assert (declared.declared_at, declared.declared_by) == (NOW, member.person.user)
    assert year_of(member).expected().total_cents == 12000


def test_declaring_tells_key_date_purpose_and_last_years_numbers(client: Client, regulations: FeeRegulations) -> None:
    member = MemberFactory()
    declare(year_of(member, 2026), statement=said(4, 2), actor=None, now=NOW)
    sign_in(client, member.person.user)

    page = client.get(f"/mein/beitraege/angaben/{member.pk}/2027/").content.decode()

    assert "Am 01.01.2027" in page
    assert "Jahresbeitrag (§ 2)" in page
    assert 'placeholder="4"' in page
    assert "31.12.2026" in page


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"n-staff--full": "zwei"}, "n-staff--full"),
        ({"n-staff--full": "-1"}, "n-staff--full"),
        ({"n-staff--full": "", "n-staff--half": ""}, "n-staff--full"),
        ({"c-place": "z"}, "c-place"),
        ({"c-place": ""}, "c-place"),
    ],
)
def test_declaration_form_says_what_is_wrong(regulations: FeeRegulations, typed: dict[str, str], field: str) -> None:
    form = DeclarationForm({**HEADS, **typed}, found=year_of(MemberFactory()))

    assert list(form.errors) == [field]


def test_declaring_loses_nothing_that_was_typed(client: Client, regulations: FeeRegulations) -> None:
    member = MemberFactory()
    sign_in(client, member.person.user)

    answer = client.post(f"/mein/beitraege/angaben/{member.pk}/2027/", {**HEADS, "n-staff--full": "zwei"})

    assert answer.status_code == 422
    assert 'value="zwei"' in answer.content.decode()
    assert 'value="3"' in answer.content.decode()
    assert not DeclaredNumber.objects.exists()


@pytest.mark.parametrize(
    ("typed", "value"), [("12.500", 12500), ("12,500", 12500), ("12 500,5", 12500.5), ("3,5", 3.5), ("0", 0)]
)
def test_numbers_are_typed_as_people_write_them(typed: str, value: float) -> None:
    assert NumberField(fractions=True).clean(typed) == value


def test_half_a_head_is_refused_where_only_whole_numbers_count() -> None:
    with pytest.raises(ValidationError):
        NumberField(fractions=False).clean("3,5")


def test_correction_keeps_the_old_row_and_earlier_years_keep_their_class(regulations: FeeRegulations) -> None:
    member = MemberFactory()
    declare(year_of(member, 2026), statement=said(3, place="b"), actor=None, now=NOW)
    declare(year_of(member), statement=said(9), actor=None, now=NOW)
    declare(year_of(member), statement=said(7), actor=None, now=NOW)

    rows = DeclaredNumber.objects.filter(year=2027).order_by("pk")
    assert [(row.weights["full"], row.replaced_at is None) for row in rows] == [("9", False), ("7", True)]
    assert year_of(member, 2026).expected().total_cents == 6000
    assert year_of(member).expected().total_cents == 24000
    assert Circumstance.objects.filter(withdrawn_at=None).count() == 2


def test_lower_number_reported_late_does_not_count_but_a_higher_one_does(regulations: FeeRegulations) -> None:
    late = datetime(2027, 2, 1, 9, tzinfo=UTC)
    member, rising = MemberFactory(), MemberFactory()
    for each, full in ((member, 9), (rising, 2)):
        declare(year_of(each), statement=said(full), actor=None, now=NOW)

    declare(year_of(member), statement=said(2), actor=None, now=late)
    declare(year_of(rising), statement=said(9), actor=None, now=late)

    assert year_of(member).expected().total_cents == year_of(rising).expected().total_cents == 24000
    assert "verspätet" in year_of(member).expected().lines[0].detail
    enter_declaration(year_of(member), statement=said(2), source="decided", actor=user_in_group("Treasurer"), now=late)
    assert year_of(member).expected().total_cents == 12000, "what the board sets counts"


def test_nobody_but_the_member_and_its_representative_opens_the_declaration(
    client: Client, regulations: FeeRegulations
) -> None:
    company = CompanyFactory()
    representative, contact = PersonFactory(company=company), PersonFactory(company=company)
    seat = make_seat(representative, role=Seat.Role.REPRESENTATIVE)
    make_seat(contact, role=Seat.Role.CONTACT)
    page = f"/mein/beitraege/angaben/{seat.member.pk}/2027/"
    former = MemberFactory(period__until_on=date(2025, 1, 1))

    assert client.get(page).status_code == 302
    for user, status in (
        (representative.user, 200),
        (contact.user, 404),
        (MemberFactory().person.user, 404),
        (user_in_group("Board"), 404),
        (user_in_group("Treasurer"), 404),
    ):
        assert sign_in(Client(), user).get(page).status_code == status
    assert sign_in(Client(), former.person.user).get("/mein/beitraege/angaben/").status_code in (302, 403)


def test_own_page_leads_to_the_declaration_only_where_something_is_to_be_declared(
    client: Client, regulations: FeeRegulations
) -> None:
    member = MemberFactory()
    sign_in(client, member.person.user)

    assert "/mein/beitraege/angaben/" in client.get("/mein/beitraege/").content.decode()
    assert client.get("/mein/beitraege/angaben/").status_code == 302
