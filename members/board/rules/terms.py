"""When a term begins and ends by the statutes, what it is called, and what stands empty."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.board.models import Term
from members.models import Person
from members.models.rulebook import Body, CoOption, Office, Rulebook
from members.rules.calendar import add, in_year

ONE_DAY = timedelta(days=1)


def office_name(office: Office | None, form: str = Term.Form.NEUTRAL, *, key: str = "") -> str:
    """The office's name in the holder's form; the key where the statutes no longer know the office."""
    if office is None:
        return key.replace("_", " ")
    forms = {Term.Form.FEMALE: office.name_female, Term.Form.MALE: office.name_male}
    return forms.get(Term.Form(form), "") or office.name


def default_form(person: Person) -> str:
    """The form of the name a new holder starts with, as they are addressed; they may choose another one."""
    forms = {Person.Salutation.MRS: Term.Form.FEMALE, Person.Salutation.MR: Term.Form.MALE}
    return str(forms.get(Person.Salutation(person.salutation), Term.Form.NEUTRAL).value)


def begins_on(office: Office, elected_on: date) -> date:
    """The first day of a term after an election: that day, or the next day the statutes name ("1 April")."""
    if office.starts is None:
        return elected_on
    this_year = in_year(office.starts, elected_on.year)
    return this_year if this_year >= elected_on else in_year(office.starts, elected_on.year + 1)


def regular_end(office: Office, from_on: date, *, nth_first: int | None = None) -> date | None:
    """The first day after the regular term (exclusive end); None where the statutes name no length.

    `nth_first` counts the holders of the first election from 0: staggered elections give them other lengths.
    """
    length = office.term
    if nth_first is not None and nth_first < len(office.first_terms):
        length = office.first_terms[nth_first]
    return add(from_on, length) if length else None


def next_meeting_by(rulebook: Rulebook, day: date) -> date | None:
    """The last day by which the statutes want an ordinary general meeting after `day`; None where they name none."""
    rule = rulebook.general_meeting
    if rule.by:
        this_year = in_year(rule.by, day.year)
        return this_year if this_year > day else in_year(rule.by, day.year + 1)
    return add(day, rule.every) if rule.every else None


def co_option_due(office: Office, rulebook: Rulebook, from_on: date, regular: date | None) -> date | None:
    """The day from which an election is due after a co-option; `regular`: that of the term that is served out."""
    meeting = next_meeting_by(rulebook, from_on) if office.co_option_until == CoOption.NEXT_MEETING else None
    if meeting is None:
        return regular
    return min(meeting + ONE_DAY, regular) if regular else meeting + ONE_DAY


def is_due(term: Term, day: date) -> bool:
    """The regular term is over and the holder is still there, until somebody is elected."""
    return term.until_on is None and term.due_on is not None and term.due_on <= day


def term_sentence(term: Term, day: date) -> str:
    """Until when, in words: "until 31 March 2028", "until the election (due since 1 April 2026)"."""
    if term.until_on is not None:
        return _("until %(day)s") % {"day": date_format(term.until_on - ONE_DAY)}
    if term.due_on is None:
        return _("without an end date")
    if is_due(term, day):
        return _("until the new election (due since %(day)s)") % {"day": date_format(term.due_on)}
    return _("until the new election (regularly until %(day)s)") % {"day": date_format(term.due_on - ONE_DAY)}


def next_to_leave(number: int, terms: Iterable[Term]) -> tuple[list[Term], list[Term], int]:
    """Of those of whom `number` leave every year: who goes next, those in office for the longest time first.

    Where several began on the same day and not all of them go, they are the second list, and how many of them go is
    the third value: between them the lot or an agreement decides.
    """
    rows = sorted(terms, key=lambda term: term.from_on)
    if len(rows) <= number:
        return rows, [], 0
    border = rows[number - 1].from_on
    sure = [term for term in rows if term.from_on < border]
    equal = [term for term in rows if term.from_on == border]
    if len(sure) + len(equal) == number:
        return [*sure, *equal], [], 0
    return sure, equal, number - len(sure)


def leaving_sentence(body: Body, terms: Iterable[Term]) -> str:
    """Where so many leave a body every year, who is next."""
    if body.leave_each_year is None:
        return ""
    sure, equal, more = next_to_leave(body.leave_each_year, terms)
    told = ngettext("%(count)d leaves every year", "%(count)d leave every year", body.leave_each_year)
    sentence = told % {"count": body.leave_each_year}
    if names := ", ".join(term.person.name for term in sure):
        sentence += _(", next: %(names)s") % {"names": names}
    if equal:
        facts = {"count": more, "names": ", ".join(term.person.name for term in equal)}
        text = ngettext(
            "; and %(count)d of these, who began on the same day, by lot or agreement: %(names)s",
            "; and %(count)d of these, who began on the same day, by lot or agreement: %(names)s",
            more,
        )
        sentence += text % facts
    return sentence + "."


@dataclass(frozen=True)
class Vacancy:
    """`seats` of an office nobody holds, since when as far as known, and the last day this may go on."""

    office: Office
    seats: int
    seat: str
    since: date | None
    last_day: date | None

    def sentence(self, day: date) -> str:
        words = {"count": self.seats, "seat": self.seat, "day": date_format(self.since) if self.since else ""}
        if self.seat:
            text = (
                _("The seat “%(seat)s” is vacant since %(day)s.") if self.since else _("The seat “%(seat)s” is vacant.")
            )
        elif self.since:
            text = ngettext(
                "%(count)d seat is vacant since %(day)s.", "%(count)d seats are vacant since %(day)s.", self.seats
            )
        else:
            text = ngettext("%(count)d seat is vacant.", "%(count)d seats are vacant.", self.seats)
        return " ".join(part for part in (text % words, self._limit(day)) if part)

    def _limit(self, day: date) -> str:
        if self.last_day is None:
            return ""
        if self.last_day < day:
            text = _("By the statutes it should have been filled by %(day)s.")
        else:
            text = _("By the statutes it must be filled by %(day)s.")
        return text % {"day": date_format(self.last_day)}


def vacancies(rulebook: Rulebook, terms: Iterable[Term], day: date) -> list[Vacancy]:
    """What must be filled and is not on `day`; `terms` are all there ever were.

    Statutes that allow empty seats, and offices that need not be filled, are never vacant.
    """
    rows = list(terms)
    found: list[Vacancy] = []
    for office in rulebook.offices:
        if office.required and not rulebook.board.empty_seats_allowed:
            found += _vacancies_of(office, [term for term in rows if term.office_key == office.key], day)
    return found


def _vacancies_of(office: Office, terms: list[Term], day: date) -> list[Vacancy]:
    holders = [term for term in terms if term.from_on <= day and (term.until_on is None or term.until_on > day)]
    if office.trades:
        held = {term.seat for term in holders}
        past = {trade: [term for term in terms if term.seat == trade] for trade in office.trades}
        return [_vacancy(office, 1, trade, past[trade], day) for trade in office.trades if trade not in held]
    missing = office.seats_min - len(holders)
    return [_vacancy(office, missing, "", terms, day)] if missing > 0 else []


def _vacancy(office: Office, seats: int, seat: str, terms: list[Term], day: date) -> Vacancy:
    ended = [term.until_on for term in terms if term.until_on is not None and term.until_on <= day]
    since = max(ended) if ended else None
    last_day = add(since, office.vacancy_at_most) - ONE_DAY if since and office.vacancy_at_most else None
    return Vacancy(office, seats, seat, since, last_day)
