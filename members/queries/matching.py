"""Reads for the import: which person, company or member a line of a foreign list means."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from members.models import Company, Member, Membership, MembershipType, Person, RetiredNumber, Trade
from verein.search import sort_key


def number_key(number: str) -> str:
    """Spreadsheets drop leading zeros: "0042" is 42."""
    return number.lstrip("0") or number if number.isdigit() else number.casefold()


@dataclass
class Known:
    """All people, companies and members, by what a list may call them; an import adds what it creates."""

    members: dict[str, Member] = field(default_factory=dict)
    members_of: dict[tuple[str, int], Member] = field(default_factory=dict)
    periods: dict[int, list[Membership]] = field(default_factory=dict)
    people: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    companies: dict[str, list[Company]] = field(default_factory=lambda: defaultdict(list))
    types: dict[str, MembershipType] = field(default_factory=dict)
    trades: dict[str, Trade] = field(default_factory=dict)
    retired: set[str] = field(default_factory=set)  # numbers whose member row is gone
    person_slugs: set[str] = field(default_factory=set)
    company_slugs: set[str] = field(default_factory=set)

    def add_person(self, person: Person) -> None:
        self.person_slugs.add(person.slug)
        self.people[sort_key(person.last_name, person.first_name)].append(person)

    def add_company(self, company: Company) -> None:
        self.company_slugs.add(company.slug)
        self.companies[sort_key(company.name)].append(company)

    def add_member(self, member: Member, periods: list[Membership]) -> None:
        self.members[number_key(member.number)] = member
        holder = ("person", member.person_id) if member.person_id else ("company", member.company_id)
        self.members_of[(holder[0], holder[1] or 0)] = member
        self.periods[member.pk] = periods

    def find(self, data: Mapping[str, Any], *, is_company: bool) -> tuple[Member | None, Person | Company | str | None]:
        """The member and its person or company, (None, None) where both are new; a text says why it cannot be told."""
        number = data.get("number", "")
        if number and (member := self.members.get(number_key(number))):
            holder = member.person or member.company
            return member, holder if _plausible(holder, data, is_company) else _foreign(number, holder)
        found: list[Any] = list(self._companies(data) if is_company else self._people(data))
        if number:  # another number is another member: father and son may share name and address
            found = [each for each in found if (each._meta.model_name, each.pk) not in self.members_of]
        if len(found) > 1:
            return None, _("%(count)s known ones fit: give the membership number") % {"count": len(found)}
        if not found:
            return None, None
        return self.members_of.get((found[0]._meta.model_name or "", found[0].pk)), found[0]

    def company(self, name: str, city: str) -> Company | None:
        """The company of that name; of several the one in `city`, else the first."""
        found = self.companies.get(sort_key(name), [])
        here = [company for company in found if sort_key(company.city) == sort_key(city)]
        return next(iter(here or found), None)

    def _people(self, data: Mapping[str, Any]) -> list[Person]:
        """People of that name with the same e-mail address (or none), whose birthday does not contradict."""
        named = self.people.get(sort_key(data["last_name"], data.get("first_name", "")), [])
        born = data.get("born")
        return [
            person
            for person in named
            if person.email.lower() == data.get("email", "") and (not born or person.born_on in {None, born})
        ]

    def _companies(self, data: Mapping[str, Any]) -> list[Company]:
        named = self.companies.get(sort_key(data["company"]), [])
        city = sort_key(data.get("city", ""))
        return [company for company in named if not city or sort_key(company.city) in {"", city}]


def _plausible(holder: Person | Company | None, data: Mapping[str, Any], is_company: bool) -> bool:  # noqa: FBT001
    """Whether the owner of a number can be whom the line means: people marry and move, but not all at once."""
    if isinstance(holder, Company):
        return is_company and bool(
            sort_key(holder.name) == sort_key(data["company"]) or (holder.email and holder.email == data.get("email"))
        )
    if holder is None or is_company:
        return False
    return (
        sort_key(holder.last_name) == sort_key(data["last_name"])
        or bool(holder.email and holder.email == data.get("email"))
        or bool(holder.born_on and holder.born_on == data.get("born"))
    )


def _foreign(number: str, holder: Person | Company | None) -> str:
    return _("number %(number)s belongs to %(name)s here") % {"number": number, "name": holder}


def known_records() -> Known:
    """Everything of the database in eight statements, however much there is."""
    known = Known()
    for person in Person.objects.select_related("company", "trade", "user"):
        known.add_person(person)
    for company in Company.objects.select_related("trade").order_by("pk"):
        known.add_company(company)
    periods: dict[int, list[Membership]] = defaultdict(list)
    for period in Membership.objects.select_related("type").order_by("from_on"):
        periods[period.member_id].append(period)
    for member in Member.objects.select_related("person__user", "company"):
        known.add_member(member, periods[member.pk])
    known.types = {sort_key(each.name): each for each in MembershipType.objects.all()}
    known.trades = {sort_key(each.name): each for each in Trade.objects.all()}
    known.retired = {number_key(number) for number in RetiredNumber.objects.values_list("number", flat=True)}
    return known
