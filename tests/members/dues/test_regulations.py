"""The versions of the dues regulations: drafts, putting one in force, the rules file, and what is named when saving."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.module_loading import import_string

from members.actions.rules_file import export_rules, import_rules
from members.dues.actions import (
    DuesRefused,
    change_draft,
    change_facts,
    create_draft,
    delete_draft,
    put_in_force,
    take_back,
)
from members.dues.models import FeeBook, FeeRegulations
from members.dues.queries import fee_book_on, fee_regulations_on
from members.dues.rules.contradictions import problems_of
from members.models.rulebook import Rulebook
from members.queries.versions import versions_of
from members.readers.rules_file import RulesFileUnreadable
from tests.factories import StatutesFactory, UserFactory
from verein.models import LogEntry

FILE = """
association: Gewerbeverein Emsbogen
statutes:
  - {title: Satzung, decided_on: 2010-03-01, effective_on: 2010-06-15, rules: {types: [{key: full, name: Mitglied}]}}
fee_regulations:
  - title: Beitragsordnung 2018
    decided_on: 2018-11-05
    effective_on: 2019-01-01
    decided_by: Mitgliederversammlung
    rules:
      fees: {key: full, name: Jahresbeitrag, clause: § 2, cents: 12000}
      joining: {by: months, month: if_full}
      reductions: {key: young, name: Gründung, percent_off: 50, since: founding, years: 2}
  - title: Entwurf
    rules: {fees: {key: full, name: Jahresbeitrag, cents: 15000}}
"""


def _book(**rules: Any) -> FeeBook:
    return FeeBook.model_validate({"fees": [{"key": "full", "name": "Beitrag", "cents": 12000}], **rules})


def _texts(book: FeeBook, rulebook: Rulebook | None = None) -> list[str]:
    with translation.override("en"):
        return [f"{problem.level} {problem.path}: {problem.text}" for problem in problems_of(book, rulebook)]


@pytest.mark.django_db
def test_import_rules_takes_dues_over_once_and_exports_the_same() -> None:
    assert import_rules(FILE, actor=None) == [
        "Neue Fassung, gilt ab 15. Juni 2010: Satzung",
        "Neue Beitragsordnung, gilt ab 1. Januar 2019: Beitragsordnung 2018",
        "Neuer Entwurf der Beitragsordnung: Entwurf",
    ]
    exported = export_rules()
    assert import_rules(FILE, actor=None) == []
    assert import_rules(exported, actor=None) == []
    assert export_rules() == exported
    assert "clause: § 2" in exported
    found = fee_book_on(date(2019, 1, 1))
    assert found is not None
    assert found.fees[0].cents == 12000
    assert [int(off) for off in found.reductions[0].percent_off] == [50]
    assert fee_book_on(date(2018, 12, 31)) is None
    assert LogEntry.objects.filter(action="dues.put_regulations_in_force").count() == 1


@pytest.mark.django_db
def test_import_rules_says_what_is_wrong_with_the_dues_and_where() -> None:
    def problems(text: str) -> str:
        with pytest.raises(RulesFileUnreadable) as caught, translation.override("en"):
            import_rules(text, actor=None)
        return "\n".join(caught.value.problems)

    wrong = "fee_regulations[0].rules.fees[0].cents: Write a whole number here."
    assert problems(FILE.replace("cents: 12000", "cents: zwölf")) == wrong
    early = problems(FILE.replace("decided_on: 2018-11-05", "decided_on: 2019-02-01"))
    assert early.startswith("fee_regulations[0].effective_on: Nothing is in force (1 January 2019) before")
    import_rules(FILE, actor=None)
    assert "can no longer be changed" in problems(FILE.replace("cents: 12000", "cents: 13000"))
    unknown = "  - {effective_on: 2030-01-01, rules: {fees: {key: a, name: A, cents: 1, when: {types: lost}}}}\n"
    assert "fee_regulations[2].rules.fees[0].when.types" in problems(FILE + unknown)
    assert FeeRegulations.objects.count() == 2


@pytest.mark.django_db
def test_a_version_in_force_stays_and_the_database_itself_keeps_it() -> None:
    actor = UserFactory()
    draft = create_draft(actor=actor, rules=_book(), decided_on=date(2019, 11, 1))
    put_in_force(draft, effective_on=date(2020, 1, 1), actor=actor)
    draft.refresh_from_db()

    for refused in (
        lambda: change_draft(draft, rules=_book(year="calendar"), actor=actor),
        lambda: change_facts(draft, decided_on=date(2018, 1, 1), actor=actor),
        lambda: delete_draft(draft, actor=actor),
        lambda: take_back(draft, today=date(2020, 1, 1), actor=actor),
        lambda: put_in_force(draft, effective_on=date(2021, 1, 1), actor=actor),
    ):
        with pytest.raises(DuesRefused):
            refused()
    change_facts(draft, document="dues/beitragsordnung.pdf", actor=actor)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        FeeRegulations.objects.update(rules={})
    with pytest.raises(IntegrityError, match="or deleted"), transaction.atomic():
        FeeRegulations.objects.all().delete()


@pytest.mark.django_db
def test_put_in_force_refuses_what_is_retroactive_twice_or_contradicts_itself() -> None:
    first = create_draft(actor=None, rules=_book(changes_from="calendar_year"))

    def reason(draft: FeeRegulations, day: date) -> str:
        with pytest.raises(DuesRefused) as caught, translation.override("en"):
            put_in_force(draft, effective_on=day, actor=None)
        return str(caught.value)

    assert reason(first, date(2027, 1, 1)) == "Say first when this version was decided."
    change_facts(first, decided_on=date(2026, 11, 1), actor=None)
    assert "before it was decided" in reason(first, date(2026, 10, 31))
    put_in_force(first, effective_on=date(2027, 1, 1), actor=None)

    second = create_draft(actor=None, copy_of=first, decided_on=date(2026, 11, 1))
    assert "already" in reason(second, date(2027, 1, 1))
    assert "from 1 January" in reason(second, date(2027, 7, 1))
    change_draft(second, rules=_book(joining={"by": "steps"}), actor=None)
    assert "contradict" in reason(second, date(2028, 1, 1))
    change_facts(second, ends_on=date(2027, 12, 31), actor=None)
    assert "end before it begins" in reason(second, date(2028, 1, 1))
    take_back(first, today=date(2026, 12, 31), actor=None)
    delete_draft(first, actor=None)
    assert not FeeRegulations.objects.exclude(pk=second.pk).exists()


@pytest.mark.django_db
def test_a_fiscal_year_and_an_end_of_its_own() -> None:
    StatutesFactory(rulebook=Rulebook.model_validate({"fiscal_year": {"start": "04-01"}}))
    first = create_draft(actor=None, rules=_book(changes_from="fiscal_year"), decided_on=date(2019, 1, 1))
    change_facts(first, ends_on=date(2026, 3, 31), actor=None)
    put_in_force(first, effective_on=date(2020, 4, 1), actor=None)
    assert fee_regulations_on(date(2026, 3, 31)) == first
    assert fee_regulations_on(date(2026, 4, 1)) is None
    coming = create_draft(actor=None, rules=_book(), decided_on=date(2026, 1, 1))
    put_in_force(coming, effective_on=date(2026, 4, 1), actor=None)
    create_draft(actor=None)

    def states(day: date) -> list[str]:
        return [state for _row, state in versions_of(FeeRegulations, day, current=fee_regulations_on(day))]

    assert states(date(2026, 3, 1)) == ["draft", "coming", "in_force"]
    assert states(date(2026, 4, 1)) == ["draft", "in_force", "past"]


def test_saving_names_bands_that_overlap_or_leave_a_gap() -> None:
    def scale(*bands: dict[str, Any], fractions: bool = False) -> list[str]:
        return _texts(
            _book(
                quantities=[{"key": "staff", "name": "Beschäftigte", "fractions": fractions}],
                fees=[{"key": "full", "name": "Fee", "scale": {"by": "staff", "bands": bands}}],
            )
        )

    sound = scale({"up_to": 3, "cents": 1}, {"up_to": 6, "cents": 2}, {"cents": 3})
    assert sound == []
    whole = ({"up_to": 5, "cents": 1}, {"at_least": 6, "cents": 2})
    assert scale(*whole) == []
    assert scale(*whole, fractions=True) == [
        "warning fees[0].scale.bands: Fee: between 5 and 6 a number falls in no band."
    ]
    gap = scale({"up_to": 50, "cents": 1}, {"over": 51, "cents": 2})
    assert gap == ["warning fees[0].scale.bands: Fee: between 50 and 51 a number falls in no band."]
    overlap = scale({"up_to": 5, "cents": 1}, {"at_least": 5, "cents": 2})
    assert overlap == ["error fees[0].scale.bands[1]: Fee: the bands “up to 5” and “from 5” overlap."]
    ends = scale({"at_least": 1, "up_to": 5, "cents": 2}, {"up_to": 9, "cents": 1})
    assert ends == [
        "warning fees[0].scale.bands: Fee: between 0 and 1 a number falls in no band.",
        "warning fees[0].scale.bands: Fee: who has more than 9 falls in no band.",
        "warning fees[0].scale.bands: Fee: “up to 9” costs less than “from 1 up to 5”.",
    ]
    assert scale({"over": 5, "up_to": 4, "cents": 1})[0].startswith("error fees[0].scale.bands[0]")


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ({"levies": {"key": "l", "name": "Levy", "share": "equal"}}, "warning levies[0]: Levy: a levy needs an upper"),
        ({"levies": {"key": "l", "name": "Levy", "cap_percent": 50}}, "warning levies[0].share: Levy: the regulations"),
        ({"fees": {"key": "a", "name": "A"}}, "warning fees[0]: A: the regulations do not state the amount."),
        ({"fees": {"key": "a", "name": "A", "free": True, "cents": 1}}, "error fees[0].free"),
        ({"fees": {"key": "a", "name": "A", "cents": 1, "min_cents": 2, "max_cents": 1}}, "error fees[0].min_cents"),
        (
            {"fees": [{"key": "a", "name": "A", "share": {"percent": 50, "fee": "a"}}]},
            "error fees[0].share: A: it is a share of itself.",
        ),
        (
            {"fees": [{"key": "a", "name": "A", "cents": 1}, {"key": "b", "name": "B", "cents": 2}]},
            "warning fees[1].when: B: never reached, “A” fits the same members first.",
        ),
        ({"fees": [{"key": "a", "name": "A", "cents": 1}] * 2}, "error fees: The key “a” is given twice."),
        ({"reductions": {"key": "r", "name": "R"}}, "error reductions[0]: R: say by how much"),
        (
            {"reductions": {"key": "r", "name": "R", "percent_off": [1, 2], "fee_cents": 1}},
            "error reductions[0]: R: more than",
        ),
        ({"reductions": {"key": "r", "name": "R", "percent_off": 5, "years": 2}}, "error reductions[0].since"),
        (
            {"reductions": {"key": "r", "name": "R", "percent_off": 5, "since": "joining"}},
            "warning reductions[0].years",
        ),
        (
            {"reductions": {"key": "r", "name": "R", "percent_off": [9, 5], "since": "joining"}},
            "warning reductions[0]: R: its",
        ),
        ({"admission_fees": {}}, "warning admission_fees[0].cents: Admission fee: the regulations do not state"),
        ({"payment": {"plans": {"key": "p", "name": "P", "dues": {}}}}, "error payment.plans[0].dues[0]"),
        ({"payment": {"reminder_cents": 5000}}, "warning payment.reminder_cents"),
        ({"joining": {"by": "steps"}}, "error joining.steps"),
        ({"joining": {"by": "unstated"}}, "warning joining.by"),
        ({"quantities": {"key": "q", "name": "Q", "measured": "on_day"}}, "error quantities[0].day"),
        ({"tax": {"treatment": "standard"}}, "warning tax: Tax is shown on the invoice and owed for that alone"),
        ({"tax": {"amounts": "net"}}, "warning tax: Amounts are said to be without tax"),
        ({"fees": {"key": "a", "name": "A", "scale": {"by": "staff"}}}, "error fees[0].scale.by: “staff” is named"),
        (
            {"reductions": {"key": "r", "name": "R", "percent_off": 5, "when": {"traits": "x"}}},
            "error reductions[0].when.traits",
        ),
    ],
)
def test_saving_names_what_is_wrong(rules: dict[str, Any], expected: str) -> None:
    assert any(text.startswith(expected) for text in _texts(_book(**rules))), _texts(_book(**rules))


def test_saving_names_what_does_not_fit_the_statutes() -> None:
    types = [
        {"key": "full", "name": "Full"},
        {"key": "friend", "name": "Friend"},
        {"key": "honorary", "name": "Honorary", "fee": {"kind": "none"}},
    ]
    rulebook = Rulebook.model_validate({"types": types})
    fees = {"key": "a", "name": "A", "cents": 1, "when": {"types": ["full", "honorary"]}, "set_by": "elders"}
    assert _texts(_book(fees=fees), rulebook) == [
        "error fees[0].when.types: Honorary: free of dues by the statutes, charged by the regulations.",
        "warning fees[0].set_by.body: “elders” is named here, but the statutes list no such body or office.",
        "warning fees: The regulations have no dues for the membership type “Friend”.",
    ]
    lost = {"key": "a", "name": "A", "cents": 1, "when": {"types": "lost"}}
    assert _texts(_book(fees=lost), rulebook)[0] == (
        "error fees[0].when.types: “lost” is named here, but there is no such membership type."
    )


@pytest.mark.django_db
def test_ledger_hears_of_reminder_fee_and_costs_of_returned_debits_on_their_day(settings: Any) -> None:
    reminder, passed_on = import_string(settings.BILLING_REMINDER_FEE), import_string(settings.BILLING_RETURN_COSTS)
    payment = {"reminder_cents": 250, "returned_debit_passed_on": True}
    FeeRegulations.objects.create(rules={"payment": payment}, effective_on=date(2020, 1, 1))

    assert (reminder(date(2019, 12, 31)), passed_on(date(2019, 12, 31))) == (0, False)
    assert (reminder(date(2020, 1, 1)), passed_on(date(2020, 1, 1))) == (250, True)
