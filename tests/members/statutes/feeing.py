"""What a check of `fee_checks.yaml` computes from the dues regulations, and what is wrong with it."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from members.dues.models import FeeBook
from members.dues.rules import Assessment, Declared, Facts, Held, Purpose, fee_period, fees_for
from members.dues.rules.conditions import weighted
from members.dues.rules.contradictions import problems_of
from members.dues.rules.facts import ONE_DAY
from members.dues.rules.versions import why_not_from
from members.models.rulebook import Rulebook

from .leaves import Case

Given = Mapping[str, Any]
LONG_AGO = date(2015, 1, 1)


def book_of(case: Case, check: Given) -> FeeBook:
    """The regulations of the file; `fill` puts in what the source does not print."""
    book = case.fee_books[check.get("version", -1)]
    if fill := check.get("fill"):
        return FeeBook.model_validate({**book.model_dump(mode="json"), **fill})
    return book


def member_of(given: Given) -> Facts:
    joined, left = given.get("joined", LONG_AGO), given.get("left")
    held = _held(given.get("types") or {joined: given.get("type", "member")}, left)
    return Facts(
        periods=held,
        was_member_before=given.get("before", False),
        founded_on=given.get("founded"),
        opens_on=given.get("opens"),
        is_open=given.get("open", True),
        numbers={key: _declared(value) for key, value in given.get("numbers", {}).items()},
        traits=frozenset([given["traits"]] if "traits" in given else []),
        classes=frozenset([given["classes"]] if "classes" in given else []),
        agreed=given.get("agreed", {}),
        chosen=given.get("chosen", {}),
        plan=given.get("plan"),
        admission_in_parts=given.get("parts", False),
    )


def _held(types: Mapping[date, str], left: date | None) -> tuple[Held, ...]:
    days = list(types)
    ends = [*days[1:], left and left + ONE_DAY]
    return tuple(Held(types[day], day, end) for day, end in zip(days, ends, strict=True))


def _declared(value: Any) -> Declared:
    if isinstance(value, dict):
        return Declared(weights={key: Decimal(str(count)) for key, count in value.items()})
    return Declared(Decimal(str(value)))


def assessed(case: Case, check: Given, year: int) -> Assessment:
    book, facts = book_of(case, check), member_of(check["member"])
    day = max(date(year, 1, 1), min(facts.joined or LONG_AGO, date(year, 12, 31)))
    period = fee_period(book, case.rulebook, day, joined_on=facts.joined)
    return fees_for(book, facts, period, rulebook=case.rulebook)


def wrong(case: Case, check: Given) -> list[str]:
    """Everything that is computed differently; [] where all agrees."""
    if "problem" in check:
        return _problem(case, check)
    if "from" in check:
        return _from(case, check)
    found = assessed(case, check, check.get("year", 2026))
    if "missing" not in check and "years" not in check and found.missing:
        return list(found.missing)
    return [text for key in check if key in ASKED for text in ASKED[key](case, check, found)]


def _differs(what: str, computed: object, expected: object) -> list[str]:
    return [] if computed == expected else [f"{what}: computed {computed}, not {expected}"]


def _cents(_case: Case, check: Given, found: Assessment) -> list[str]:
    return _differs("cents", found.cents_of(Purpose.DUES), check["cents"])


def _net(_case: Case, check: Given, found: Assessment) -> list[str]:
    net = sum(part.net_cents for part in found.taxes if part.purpose == Purpose.DUES)
    return _differs("net", net, check["net"])


def _tax(_case: Case, check: Given, found: Assessment) -> list[str]:
    return _differs("tax", {int(part.rate): part.tax_cents for part in found.taxes if part.rate}, check["tax"])


def _admission(_case: Case, check: Given, found: Assessment) -> list[str]:
    return _differs("admission", found.cents_of(Purpose.ADMISSION), check["admission"])


def _total(_case: Case, check: Given, found: Assessment) -> list[str]:
    return _differs("total", found.total_cents, check["total"])


def _years(case: Case, check: Given, _found: Assessment) -> list[str]:
    totals = {year: assessed(case, check, year).total_cents for year in check["years"]}
    return _differs("years", totals, check["years"])


def _due(_case: Case, check: Given, found: Assessment) -> list[str]:
    """Those days at least; where the days given sum up to less, others lie between them."""
    sums: dict[date, int] = {}
    for part in found.instalments:
        sums[part.due_on] = sums.get(part.due_on, 0) + part.cents
    return _differs("due", {day: sums.get(day) for day in check["due"]}, check["due"])


def _missing(_case: Case, check: Given, found: Assessment) -> list[str]:
    return [] if any(check["missing"] in text for text in found.missing) else [f"missing: {found.missing}"]


def _note(_case: Case, check: Given, found: Assessment) -> list[str]:
    return [] if any(check["note"] in text for text in found.notes) else [f"notes: {found.notes}"]


def _weighted(case: Case, check: Given, _found: Assessment) -> list[str]:
    key, expected = next(iter(check["weighted"].items()))
    declared = member_of(check["member"]).numbers[key]
    return _differs(key, float(weighted(book_of(case, check).quantity(key), declared.weights)), expected)


def _months(_case: Case, check: Given, found: Assessment) -> list[str]:
    words = f"{check['months']} von 12 Monaten"
    return [] if any(words in line.detail for line in found.lines) else [str([line.detail for line in found.lines])]


def _problem(case: Case, check: Given) -> list[str]:
    found = [one for one in problems_of(book_of(case, check), case.rulebook) if one.path.startswith(check["problem"])]
    named = any(check["names"].lower() in one.text.lower() for one in found)
    return [] if named else [f"{check['problem']}: {[one.text for one in found]}"]


def _from(case: Case, check: Given) -> list[str]:
    """Whether a change may be in force from that day."""
    book = book_of(case, check)
    allowed = {day: why_not_from(book, day, Rulebook()) is None for day in check["from"]}
    return _differs("from", allowed, check["from"])


ASKED: dict[str, Callable[[Case, Given, Assessment], list[str]]] = {
    "cents": _cents,
    "net": _net,
    "tax": _tax,
    "admission": _admission,
    "total": _total,
    "years": _years,
    "due": _due,
    "missing": _missing,
    "note": _note,
    "weighted": _weighted,
    "months": _months,
}
