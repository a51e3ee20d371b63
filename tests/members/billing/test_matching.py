"""Whose money it is: by reference, by a known account and the amount, by sums; never by the name alone."""

from datetime import date

import pytest

from members.billing.rules.lines import Document, Item, Known, Line, Paid, numbers_in
from members.billing.rules.matching import suggest
from members.billing.rules.returns import CODES, Step, advice_on

A, B = 1, 2  # accounts
ONE = Item(A, 11, "B-2027-000017", 12000, date(2027, 1, 31))
TWO = Item(A, 12, "B-2027-000018", 6000, date(2027, 7, 31))
OTHER = Item(B, 21, "B-2027-000019", 12000, date(2027, 1, 31))
NAMES = {A: "Jonas Kötter", B: "Frauke Ahlers"}


def document(*items: Item, number: str = "", is_cancelled: bool = False, account: int = A) -> Document:
    return Document(items[0].account if items else account, number or items[0].number, is_cancelled, items)


@pytest.mark.parametrize(
    "text",
    [
        "B-2027-000017",
        "Beitrag 2027, Rechnung B-2027-000017 vom 3.1.2027",
        "b2027000017",
        "B 2027 000017",
        "B/2027/000 017",
        "B-2027-17 Tischlerei",
        "Rechnung B2027-000 017",
        "Jahresbeitrag B-20\n27-0000\n17",
        "RF42B2027000017",
        "RF42 B202 7000 017",
        "B.2027.000017.",
    ],
)
def test_invoice_number_is_found_however_it_is_written(text: str) -> None:
    assert numbers_in(text, ["B"]) == ["B-2027-000017"]


@pytest.mark.parametrize("text", ["Beitrag 2027", "AC-2027-000017", "Lastschrift 20270000171", "B-1027-000017", ""])
def test_no_number_is_found_where_none_is(text: str) -> None:
    assert numbers_in(text, ["B"]) == []


def test_several_numbers_are_found() -> None:
    assert numbers_in("B-2027-17, B-2027-18", ["B", "AB"]) == ["B-2027-000017", "B-2027-000018"]


# line, what is known -> parts of the first suggestion as {charge: cents}, whether it is certain
CASES = {
    "reference and amount": (Line(12000), Known([document(ONE)]), {11: 12000}, True),
    "reference, a part is missing": (Line(5000), Known([document(ONE)]), {11: 5000}, False),
    "reference, too much": (Line(13000), Known([document(ONE)]), {11: 12000, None: 1000}, False),
    "two invoices in one transfer": (Line(18000), Known([document(ONE), document(TWO)]), {11: 12000, 12: 6000}, True),
    "invoices of two members": (Line(24000), Known([document(ONE), document(OTHER)]), {11: 12000, 21: 12000}, True),
    "the next instalment": (
        Line(4000),
        Known([document(Item(A, 1, "N", 4000, date(2027, 1, 1)), Item(A, 2, "N", 4000, date(2027, 7, 1)))]),
        {1: 4000},
        True,
    ),
    "one reference, everything open": (
        Line(18000),
        Known([document(ONE)], items={A: [ONE, TWO]}),
        {11: 12000, 12: 6000},
        True,
    ),
    "paid already": (Line(12000), Known([document(number="N")]), {None: 12000}, False),
    "cancelled": (Line(12000), Known([document(number="N", is_cancelled=True)]), {None: 12000}, False),
    "reference from another member's account": (
        Line(12000),
        Known([document(ONE)], frozenset({B}), {A: [ONE], B: []}, names=NAMES),
        {11: 12000},
        False,
    ),
    "known account, one claim": (Line(6000), Known((), frozenset({A}), {A: [ONE, TWO]}, names=NAMES), {12: 6000}, True),
    "known account, everything": (
        Line(18000),
        Known((), frozenset({A}), {A: [ONE, TWO]}, names=NAMES),
        {11: 12000, 12: 6000},
        True,
    ),
    "known account, some of it": (
        Line(7000),
        Known(
            (),
            frozenset({A}),
            {A: [Item(A, n, "N", cents, date(2027, n, 1)) for n, cents in ((1, 2000), (2, 5000), (3, 9000))]},
        ),
        {1: 2000, 2: 5000},
        False,
    ),
    "known account, a part": (Line(100), Known((), frozenset({A}), {A: [ONE]}), {11: 100}, False),
    "known account, nothing open": (Line(100), Known((), frozenset({A})), {None: 100}, False),
    "one account pays for two": (
        Line(24000),
        Known((), frozenset({A, B}), {A: [ONE], B: [OTHER]}, names=NAMES),
        {11: 12000, 21: 12000},
        True,
    ),
    "one account pays for two, one claim": (
        Line(12000),
        Known((), frozenset({A, B}), {A: [ONE], B: [OTHER]}, names=NAMES),
        {11: 12000},
        False,
    ),
    "name and amount": (
        Line(12000, name="Kötter, Jonas"),
        Known(same_amount=[ONE, OTHER], names=NAMES),
        {11: 12000},
        False,
    ),
    "total of a debit run": (
        Line(18000, batch="LAUF-1"),
        Known(runs={"LAUF-1": Paid((ONE, TWO))}),
        {11: 12000, 12: 6000},
        True,
    ),
    "returned, by our reference": (
        Line(-12000, end_to_end="E1", is_return=True),
        Known(paid=[Paid((ONE,), "E1", is_debit=True), Paid((OTHER,), is_debit=True)]),
        {11: -12000},
        True,
    ),
    "returned, one payment fits": (
        Line(-12000, is_return=True),
        Known(paid=[Paid((ONE,), is_debit=True), Paid((TWO,), is_debit=True)]),
        {11: -12000},
        True,
    ),
    "returned, two payments fit": (
        Line(-12000, is_return=True),
        Known(paid=[Paid((ONE,), is_debit=True), Paid((OTHER,), is_debit=True)]),
        {11: -12000},
        False,
    ),
}


@pytest.mark.parametrize("case", list(CASES))
def test_suggestion_says_whose_money_it_is(case: str) -> None:
    line, known, parts, is_certain = CASES[case]

    found = suggest(line, known)

    assert {part.charge: part.cents for part in found[0].parts} == parts
    assert sum(part.cents for part in found[0].parts) == line.cents
    assert found[0].is_certain == is_certain
    assert found[0].reason
    assert not any(each.is_certain for each in found[1:])


@pytest.mark.parametrize(
    ("line", "known"),
    [
        (Line(11000, name="Jonas Kötter"), Known(names=NAMES)),  # the name alone
        (Line(12000, name="Jan Kötter"), Known(same_amount=[ONE], names=NAMES)),  # another first name
        (Line(12000), Known(same_amount=[ONE], names=NAMES)),  # the amount alone
        (Line(-12000, is_return=True), Known(paid=[Paid((TWO,), is_debit=True)])),
        (Line(-12000), Known([document(ONE)])),  # money that went out
    ],
)
def test_nothing_is_suggested_by_name_or_amount_alone(line: Line, known: Known) -> None:
    assert suggest(line, known) == []


def test_line_that_another_file_told_of_is_never_certain() -> None:
    found = suggest(Line(12000, may_be_double=True), Known([document(ONE)]))

    assert not found[0].is_certain
    assert len(found[0].reason) > 40


def test_each_return_code_has_a_meaning_and_a_next_step() -> None:
    assert len(CODES) == 21
    assert advice_on("AC04").step == Step.ASK_FOR_ACCOUNT
    assert advice_on("MD06").stops_mandate
    assert not advice_on("MS03").stops_mandate
    assert advice_on("").meaning == advice_on("MS03").meaning
    assert all(advice_on(code).todo and advice_on(code).meaning for code in CODES)
