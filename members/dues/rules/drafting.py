"""From an assessment to a document: its lines by tax, its charges by due date, and whether one is the same already."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256

from django.utils.translation import gettext as _

from members.billing.rules import Draft, DraftCharge, DraftLine

from .facts import Period
from .result import Assessment, Line, Purpose, TaxPart

KEYS = "dues:"  # how the keys of annual dues begin


def key_of(member_id: int, period: Period) -> str:
    """What a member owes for a year is charged once under this key."""
    return f"{KEYS}{member_id}:{period.from_on}"


def draft_of(assessment: Assessment, *, key: str, period: Period, not_before: date) -> Draft | None:
    """The document that charges it, or None where nothing is to pay. Days already over move to `not_before`."""
    if not assessment.total_cents:
        return None
    charges = [
        DraftCharge(key, part.cents, max(part.due_on, not_before), number)
        for number, part in enumerate((each for each in assessment.instalments if each.cents), 1)
    ]
    return Draft(period.from_on, period.until_on, tuple(_lines(assessment, period)), tuple(charges))


def _lines(assessment: Assessment, period: Period) -> Iterable[DraftLine]:
    """One line for each fee and tax; how the amount came about stands at the first of a fee."""
    told: set[tuple[Purpose, str]] = set()
    several = len({part.key for part in assessment.taxes if part.purpose == Purpose.DUES}) > 1
    for part in assessment.taxes:
        if not part.net_cents + part.tax_cents:
            continue
        about = (part.purpose, part.key)
        lines = [line for line in assessment.lines if (line.purpose, line.key) == about]
        yield DraftLine(
            fee=part.purpose.value,
            text=_text(part, period, lines[0].label if lines else "", several=several),
            gross_cents=part.net_cents + part.tax_cents,
            net_cents=part.net_cents,
            vat_cents=part.tax_cents,
            tax=part.treatment.value,
            rate_permille=int((part.rate or Decimal(0)) * 10),
            explanation=explanation_of([] if about in told else lines),
        )
        told.add(about)


def _text(part: TaxPart, period: Period, label: str, *, several: bool) -> str:
    """A levy is called by its title; where several fees stand on one document, each by its name as well."""
    if part.purpose == Purpose.ADMISSION:
        return _("Admission fee")
    if part.purpose == Purpose.LEVY:
        return label or _("Levy")
    facts = {"first": period.from_on.year, "last": period.last.year, "year": period.from_on.year}
    same = facts["first"] == facts["last"]
    text = (_("Membership dues %(year)d") if same else _("Membership dues %(first)d/%(last)d")) % facts
    return f"{text}: {label}"[:200] if several and label else text


def explanation_of(lines: Sequence[Line]) -> tuple[Mapping[str, object], ...]:
    """Rows of words and cents, from the rule to the sum."""
    return tuple({"text": line.text, "cents": line.cents} for line in lines)


def digest_of(lines: Iterable[tuple[str, int, int, str, int]], parts: Iterable[int]) -> str:
    """Documents with the same digest charge the same: (fee, gross, VAT, treatment, rate) of lines, cents of parts."""
    return sha256(json.dumps([sorted(lines), list(parts)]).encode()).hexdigest()


def draft_digest(draft: Draft) -> str:
    lines = ((one.fee, one.gross_cents, one.vat_cents, str(one.tax), one.rate_permille) for one in draft.lines)
    return digest_of(lines, (charge.amount_cents for charge in draft.charges))
