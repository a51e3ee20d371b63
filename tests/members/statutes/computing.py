"""What a check of `checks.yaml` computes: one function a kind, each answers what is wrong or nothing."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from members.admission.rules.leaving import Arrears, clause_for, why_not_end_by, why_not_remove_for_arrears
from members.board.models import Term
from members.board.rules.terms import begins_on, regular_end, vacancies
from members.board.rules.warnings import may_be_elected
from members.models.rulebook import EndEvent, Part, Rulebook
from members.rules.calendar import fiscal_year, last_day_before, takes_effect
from members.rules.contradictions import problems_of
from members.rules.exits import exit_date
from members.rules.meetings import notice_of
from members.rules.types import Applicant, Numbers, change_of, why_not_type
from members.rules.voting import votes_of
from tests.members.statutes.computing_admission import ADMISSION, Given, differs

LONG_AGO = date(2015, 1, 1)


def _exit(rulebook: Rulebook, given: Mapping[date, date], check: Given) -> str:
    """{received: last day, ...}"""
    wrong = []
    for received_on, last_day in given.items():
        found = exit_date(
            rulebook, type_key=check.get("type"), received_on=received_on, joined_on=check.get("joined", LONG_AGO)
        )
        wrong.append(f"{received_on}: {sentence}" if (sentence := differs(found.last_day, last_day)) else "")
    return " ".join(filter(None, wrong))


def _fiscal_year(rulebook: Rulebook, given: Given, check: Given) -> str:
    first, last = fiscal_year(rulebook, given["day"])
    return differs(last, given["last"]) or differs(first, given.get("first", first))


def _changes(rulebook: Rulebook, given: Given, check: Given) -> str:
    found = change_of(
        rulebook,
        type_key=given["type"],
        born_on=given.get("born"),
        from_on=given.get("from", LONG_AGO),
        applied_on=given.get("applied"),
    )
    if found is None:
        return differs(None, given["day"])
    asked = differs(found.rule.choice, given.get("choice", False))
    return differs(found.day, given["day"]) or differs(found.type_key, given["becomes"]) or asked


def _why_not_type(rulebook: Rulebook, given: Given, check: Given) -> str:
    applicant = Applicant(
        holder=given.get("holder"),
        born_on=given.get("born"),
        former_types=frozenset(given.get("former", [])),
        years_of_membership=given.get("years", 0),
        has_merit=given.get("merit", False),
        founded_on=given.get("founded"),
    )
    numbers = Numbers(
        all=given.get("all", 0),
        by_type={given["type"]: given.get("of_type", 0)},
        in_company=given.get("in_company", 0),
        in_trade=given.get("in_trade", 0),
        holder_agrees=given.get("holder_agrees", False),
    )
    reason = why_not_type(
        rulebook,
        type_key=given["type"],
        applicant=applicant,
        numbers=numbers,
        from_on=given.get("day", date(2026, 1, 1)),
    )
    if given.get("says", "") not in (reason or ""):
        return f"{reason!r} does not say {given['says']}"
    return "" if (reason is None) == given["allowed"] else f"answered {reason!r}"


def _votes(rulebook: Rulebook, given: Given, check: Given) -> str:
    found = votes_of(rulebook, type_key=given["type"], born_on=given.get("born"), day=given["day"])
    return differs(found, given["number"])


def _eligible(rulebook: Rulebook, given: Given, check: Given) -> str:
    """Without a type: somebody who is no member."""
    office = rulebook.office(given["office"])
    assert office is not None
    member = given.get("type")
    found = may_be_elected(rulebook, member, office) if member else not office.members_only
    return differs(found, given["allowed"])


def _composition(rulebook: Rulebook, given: Given, check: Given) -> str:
    """Whether holders of these types make up the body as the statutes ask."""
    body = rulebook.body(given["body"])
    assert body is not None
    assert body.composition
    shares = [
        sum(kind in share.types for kind in given["types"]) * share.denominator >= len(given["types"]) * share.numerator
        for share in body.composition
    ]
    return differs(all(shares), given["allowed"])


def _terms(rulebook: Rulebook, given: Given, check: Given) -> str:
    """Each election is due when the term of the one before ends; the first may have had another length."""
    office = rulebook.office(given["office"])
    assert office is not None
    days = given["elections"]
    found = [days[0]]
    for number in range(len(days) - 1):
        first = given.get("seat", 0) if number == 0 else None
        found.append(regular_end(office, found[-1], nth_first=first))
    return differs(found, days)


def _vacant(rulebook: Rulebook, given: Given, check: Given) -> str:
    """How many seats must be filled when so many are held."""
    terms = [
        Term(office_key=office, from_on=LONG_AGO) for office, number in given["holders"].items() for _ in range(number)
    ]
    return differs(sum(row.seats for row in vacancies(rulebook, terms, date(2026, 1, 1))), given["seats"])


def _ends(rulebook: Rulebook, given: Given, check: Given) -> str:
    """The last day after an event; None where it ends nothing."""
    event, key = EndEvent(given["event"]), given.get("type", "")
    if event != EndEvent.DEATH and why_not_end_by(rulebook, event, key):
        return differs(None, given["last"])
    rule = next(rule for rule in rulebook.leaving.automatic if rule.event == event)
    return differs(takes_effect(rule.when, given["day"], rulebook), given["last"])


def _removal(rulebook: Rulebook, given: Given, check: Given) -> str:
    """Whether a member may be removed for these arrears on the day."""
    arrears = Arrears(
        unpaid_since=given["unpaid_since"],
        reminders=given.get("reminders", 0),
        last_reminder_on=given.get("last_reminder"),
        threatened=given.get("threatened", False),
    )
    reason = why_not_remove_for_arrears(rulebook, arrears, given["day"])
    return "" if (reason is None) == given["allowed"] else f"answered {reason!r}"


def _suspension(rulebook: Rulebook, given: Given, check: Given) -> str:
    """Whether a clause lets a membership rest for this reason."""
    return differs(clause_for(rulebook, given["reason"]) is not None, given["allowed"])


def _begins(rulebook: Rulebook, given: Given, check: Given) -> str:
    office = rulebook.office(given["office"])
    assert office is not None
    return differs(begins_on(office, given["elected"]), given["day"])


def _meeting(rulebook: Rulebook, given: Given, check: Given) -> str:
    """The last days before a meeting: of the invitation (`sent`), of motions, of motions on the statutes."""
    rule, day = rulebook.general_meeting, given["day"]
    lengths = {
        "sent": notice_of(rule, extraordinary=given.get("extraordinary", False)),
        "motions": rule.motions_before,
        "statutes_motions": rule.statutes_motions_before,
    }
    working_day = rule.from_next_working_day
    found = {
        name: last_day_before(day, length, working_day=working_day and name == "sent")
        for name, length in lengths.items()
        if length
    }
    return differs(found, {name: value for name, value in given.items() if name in lengths})


def _part(rulebook: Rulebook, given: Given, check: Given) -> str:
    """How many of a number reach the part at the path."""
    found = _walk(rulebook, given["path"])
    assert isinstance(found, Part)
    return differs(found.least(given["of"]), given["least"])


def _says(rulebook: Rulebook, given: Given, check: Given) -> str:
    """{path: value} for what can be entered and shown, and is computed by nobody yet."""
    dumped = rulebook.model_dump(mode="json")
    return " ".join(filter(None, (differs(_walk(dumped, path), value) for path, value in given.items())))


def _problem(rulebook: Rulebook, given: Given, check: Given) -> str:
    """Saving names it: a problem at this path, and what it names."""
    found = [problem for problem in problems_of(rulebook) if problem.path == given["path"]]
    if not found:
        return f"no problem at {given['path']}"
    return "" if given.get("names", "") in found[0].text else found[0].text


def _walk(found: Any, path: str) -> Any:
    for step in path.split("."):
        if isinstance(found, list | tuple):
            found = next(item for item in found if (item["key"] if isinstance(item, dict) else item.key) == step)
        else:
            found = found[step] if isinstance(found, dict) else getattr(found, step)
    return found


KINDS: dict[str, Callable[[Rulebook, Any, Given], str]] = {
    "exit": _exit,
    "fiscal_year": _fiscal_year,
    **ADMISSION,
    "changes": _changes,
    "why_not_type": _why_not_type,
    "votes": _votes,
    "eligible": _eligible,
    "composition": _composition,
    "terms": _terms,
    "vacant": _vacant,
    "ends": _ends,
    "removal": _removal,
    "suspension": _suspension,
    "begins": _begins,
    "meeting": _meeting,
    "part": _part,
    "says": _says,
    "problem": _problem,
}


def kind_of(check: Given) -> str:
    return next(kind for kind in KINDS if kind in check)


def wrong(rulebook: Rulebook, check: Given) -> str:
    """What the rules compute differently from the check; "" where they agree."""
    kind = kind_of(check)
    return KINDS[kind](rulebook, check[kind], check)
