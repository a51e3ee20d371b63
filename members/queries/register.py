"""The register of members on any day: who, number, type, since when, with which vote, represented by whom."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from members.models import Company, Member, Membership, Person, Seat, Suspension
from members.rules.voting import votes_of

from .statutes import rulebook_on


@dataclass(frozen=True)
class Filters:
    """What the register is cut to: ids of type and industry, "person" or "company"; None and "" are all."""

    type_id: int | None = None
    trade_id: int | None = None
    holder: str = ""


@dataclass(frozen=True)
class Entry:
    """One member on the day. `since` is the first day of the unbroken membership, `from_on` that of its type."""

    member: Member
    type_id: int
    type: str
    from_on: date
    since: date
    votes: int
    dormant: bool
    representative: Person | None
    deputy: Person | None

    @property
    def holder(self) -> Person | Company:
        return self.member.holder

    @property
    def name(self) -> str:
        """As in a list: "Kötter, Jonas", "Kötter Holzbau"."""
        holder = self.holder
        if isinstance(holder, Company):
            return holder.name
        return ", ".join(part for part in (holder.last_name, holder.first_name) if part)

    @property
    def writes_to(self) -> Person | None:
        """Who is addressed: the person, or who represents the company."""
        return self.member.person or self.representative


@dataclass(frozen=True)
class Span:
    """A running period and the first day of the chain of periods it ends."""

    type_id: int
    type: str
    key: str
    from_on: date
    since: date


def register_on(day: date, filters: Filters = Filters()) -> list[Entry]:
    """Everybody who is a member on `day`, by name; five statements however many there are."""
    spans = running(day)
    seats: dict[int, dict[str, Person]] = defaultdict(dict)
    for seat in Seat.objects.on(day).select_related("person").filter(role__in=("representative", "deputy")):
        seats[seat.member_id].setdefault(seat.role, seat.person)
    dormant = dict(Suspension.objects.on(day).values_list("member_id", "clause"))
    rulebook = rulebook_on(day)
    voting = {clause.clause for clause in rulebook.leaving.suspension if clause.vote}
    entries = []
    for member in Member.objects.select_related("person__company", "person__trade", "company__trade"):
        span = spans.get(member.pk)
        if span is None or not _wanted(member, span, filters):
            continue
        born_on = member.person.born_on if member.person else None
        stands = seats.get(member.pk, {})
        rests = member.pk in dormant
        silent = rests and dormant[member.pk] not in voting
        votes = votes_of(rulebook, type_key=span.key, born_on=born_on, day=day, dormant=silent)
        entries.append(
            Entry(
                member,
                span.type_id,
                span.type,
                span.from_on,
                span.since,
                votes,
                rests,
                stands.get("representative"),
                stands.get("deputy"),
            )
        )
    return sorted(entries, key=lambda entry: (entry.holder.sort_key, entry.member.pk))


def running(day: date) -> dict[int, Span]:
    """The period in force on `day` by member, in one statement; periods that follow each other are one chain."""
    spans: dict[int, Span] = {}
    chains: dict[int, tuple[date | None, date]] = {}  # where the last period ended, where its chain began
    for member_id, type_id, name, key, from_on, until_on in _periods(day):
        ended_on, began_on = chains.get(member_id, (None, from_on))
        since = began_on if ended_on == from_on else from_on
        chains[member_id] = (until_on, since)
        if until_on is None or until_on > day:
            spans[member_id] = Span(type_id, name, key, from_on, since)
    return spans


def _periods(day: date) -> Iterable[tuple[int, int, str, str, date, date | None]]:
    rows = Membership.objects.filter(group="", from_on__lte=day).order_by("member_id", "from_on")
    return rows.values_list("member_id", "type_id", "type__name", "type__key", "from_on", "until_on").iterator(5000)


def _wanted(member: Member, span: Span, filters: Filters) -> bool:
    if filters.type_id and span.type_id != filters.type_id:
        return False
    if filters.holder and (filters.holder == "company") != (member.company_id is not None):
        return False
    return not filters.trade_id or member.holder.trade_id == filters.trade_id
