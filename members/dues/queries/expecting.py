"""Reads: what somebody would owe in the year of joining, before they are a member."""

from dataclasses import dataclass
from datetime import date

from members.dues.models import FeeBook, FeeRegulations
from members.dues.rules import Assessment, Facts, Period, fee_period, fees_for
from members.models.rulebook import Rulebook
from members.queries.statutes import rulebook_on

from .facts import index_values
from .regulations import fee_regulations_on


@dataclass(frozen=True)
class Expected:
    """The year, the regulations it is computed by, and what is owed in it."""

    regulations: FeeRegulations
    period: Period
    assessment: Assessment


def expected_fees(facts: Facts, day: date) -> Expected | None:
    """What the facts lead to in the year in which `day` lies; None where no regulations are in force."""
    regulations = fee_regulations_on(day)
    if regulations is None:
        return None
    first = _period(regulations.book, rulebook_on(day), facts, day).from_on
    return expected_by(fee_regulations_on(first) or regulations, rulebook_on(day), facts, day)


def expected_by(regulations: FeeRegulations, rulebook: Rulebook, facts: Facts, day: date) -> Expected:
    """The same by one version of the regulations, in force or not."""
    book = regulations.book
    period = _period(book, rulebook, facts, day)
    return Expected(regulations, period, fees_for(book, facts, period, rulebook=rulebook, index=index_values()))


def _period(book: FeeBook, rulebook: Rulebook, facts: Facts, day: date) -> Period:
    return fee_period(book, rulebook, day, joined_on=facts.joined)
