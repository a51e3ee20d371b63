"""Member lists with chosen columns: what stands in each, and whose address has changed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.models import Company, Consent, Person
from verein.models import LogEntry

from .register import Entry

ADDRESS_FIELDS = {"street", "postcode", "city", "country"}
ANNIVERSARIES = (5, 10, 15, 20, 25, 30, 40, 50, 60, 70, 75, 80, 90, 100)
# Consents without which nobody's day is in a list that may be read out (L-DP-14).
BIRTHDAY, ANNIVERSARY = "honour:birthday", "honour:anniversary"


@dataclass(frozen=True)
class Facts:
    """What a column may use beside the entry: the day of the list, and who agreed to be honoured (ids of people)."""

    day: date
    birthdays: frozenset[int] = frozenset()
    anniversaries: frozenset[int] = frozenset()


Value = Callable[[Entry, Facts], object]


def _of_person(name: str) -> Value:
    return lambda entry, _facts: getattr(entry.writes_to, name) if entry.writes_to else ""


def _of_holder(name: str) -> Value:
    return lambda entry, _facts: getattr(entry.holder, name)


def _salutation(entry: Entry, _facts: Facts) -> str:
    return entry.writes_to.get_salutation_display() if entry.writes_to and entry.writes_to.salutation else ""


def _company(entry: Entry, _facts: Facts) -> str:
    holder = entry.holder
    company = holder if isinstance(holder, Company) else holder.company
    return company.name if company else ""


def _mobile(entry: Entry, _facts: Facts) -> str:
    return entry.writes_to.mobile if entry.writes_to else ""


def _email(entry: Entry, _facts: Facts) -> str:
    """The address of the person written to; of a company without a representative its own."""
    return (entry.writes_to.email if entry.writes_to else "") or entry.holder.email


def _birthday(entry: Entry, facts: Facts) -> date | None:
    person = entry.member.person
    return person.born_on if person and person.pk in facts.birthdays else None


def anniversary(entry: Entry, facts: Facts) -> int | None:
    """The round number of years that fall into the year of the list; of people only where they agreed."""
    person = entry.member.person
    years = facts.day.year - entry.since.year
    agreed = person is None or person.pk in facts.anniversaries
    return years if years in ANNIVERSARIES and agreed else None


def _representative(entry: Entry, _facts: Facts) -> str:
    return entry.representative.name if entry.representative else ""


COLUMNS: dict[str, tuple[Promise | str, Value]] = {
    "number": (_("membership number"), lambda entry, _facts: entry.member.number),
    "salutation": (_("salutation"), _salutation),
    "title": (_("title"), _of_person("title")),
    "first_name": (_("first name"), _of_person("first_name")),
    "last_name": (_("last name"), _of_person("last_name")),
    "company": (_("company"), _company),
    "type": (_("membership type"), lambda entry, _facts: entry.type),
    "since": (_("member since"), lambda entry, _facts: entry.since),
    "street": (_("street and number"), _of_holder("street")),
    "postcode": (_("postcode"), _of_holder("postcode")),
    "city": (_("town"), _of_holder("city")),
    "email": (_("e-mail address"), _email),
    "phone": (_("phone"), _of_holder("phone")),
    "mobile": (_("mobile"), _mobile),
    "trade": (_("industry"), lambda entry, _facts: entry.holder.trade.name if entry.holder.trade else ""),
    "votes": (_("votes"), lambda entry, _facts: entry.votes),
    "representative": (_("representative"), _representative),
    "birthday": (_("birthday (who agreed)"), _birthday),
    "anniversary": (_("anniversary this year (who agreed)"), anniversary),
}
# What the chair of a general meeting needs at the door.
VOTERS = ("number", "last_name", "first_name", "company", "type", "representative", "votes")
# What a member who wants to reach the others is given (OLG Hamm 8 U 94/22, L-DP-4).
HANDED_OUT = ("first_name", "last_name", "company", "street", "postcode", "city", "email")


def labels_of(columns: Iterable[str]) -> list[str]:
    return [str(COLUMNS[name][0]) for name in columns]


def facts_on(day: date) -> Facts:
    """Whose consents to be honoured are in force; one statement."""
    agreed: dict[str, set[int]] = {BIRTHDAY: set(), ANNIVERSARY: set()}
    for kind, person_id in Consent.objects.filter(kind__in=agreed, withdrawn_at=None).values_list("kind", "person_id"):
        agreed[kind].add(person_id)
    return Facts(day, frozenset(agreed[BIRTHDAY]), frozenset(agreed[ANNIVERSARY]))


def table_of(entries: Iterable[Entry], columns: Sequence[str], facts: Facts) -> list[list[object]]:
    """One row a member; an empty cell where nothing is known or nobody agreed."""
    makers = [COLUMNS[name][1] for name in columns]
    return [["" if (value := make(entry, facts)) is None else value for make in makers] for entry in entries]


def moved_since(since: datetime) -> set[tuple[str, int]]:
    """("person" or "company", id) whose address was changed since then, as the log tells; one statement."""
    entries = LogEntry.objects.filter(Q(model="members.person") | Q(model="members.company"), at__gte=since)
    return {
        (model.partition(".")[2], int(object_id))
        for model, object_id, fields in entries.values_list("model", "object_id", "fields")
        if ADDRESS_FIELDS & set(fields)
    }


def is_moved(entry: Entry, moved: set[tuple[str, int]]) -> bool:
    holder: Person | Company = entry.holder
    return (holder._meta.model_name or "", holder.pk) in moved
