"""Rules of offices: when terms begin and end, who may hold what, who belongs to a body, who represents. No queries."""

from .bodies import Representation, offices_named, offices_of, representation_of, representing_offices
from .documents import why_not_keep_document, why_not_remove_document
from .elections import plan_results, why_not_cancel, why_not_end
from .groups import why_not_accept, why_not_ask, why_not_change_group, why_not_invite, why_not_leave
from .results import Change, Ending, Facts, Plan, Result
from .terms import (
    Vacancy,
    begins_on,
    default_form,
    is_due,
    leaving_sentence,
    office_name,
    regular_end,
    term_sentence,
    vacancies,
)

__all__ = [
    "Change",
    "Ending",
    "Facts",
    "Plan",
    "Representation",
    "Result",
    "Vacancy",
    "begins_on",
    "default_form",
    "is_due",
    "leaving_sentence",
    "office_name",
    "offices_named",
    "offices_of",
    "plan_results",
    "regular_end",
    "representation_of",
    "representing_offices",
    "term_sentence",
    "vacancies",
    "why_not_accept",
    "why_not_ask",
    "why_not_cancel",
    "why_not_change_group",
    "why_not_end",
    "why_not_invite",
    "why_not_keep_document",
    "why_not_leave",
    "why_not_remove_document",
]
