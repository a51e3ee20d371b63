"""Reads: what a member has to declare for a year, what it has declared, and what its dues would be."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from members.billing.rules.access import MAY_SEE_MONEY
from members.dues.models import DeclarationRound, DeclaredNumber, FeeBook, Objection, YearlyDeclaration
from members.dues.rules import Assessment, Facts, Period, fee_period, fees_for
from members.dues.rules.circumstances import leaves_a_choice
from members.dues.rules.declaring import Needs, Statement, due_in, needs_of, why_not_declare, with_statement
from members.models import Member, Person, Seat
from members.models.rulebook import Holder, Rulebook
from members.queries.statutes import rulebook_on

from .facts import MemberFacts, as_declared, index_values
from .regulations import fee_book_on


@dataclass(frozen=True)
class MemberYear:
    """One member in one year of dues, with everything its fee depends on."""

    member: Member
    year: int
    period: Period
    book: FeeBook
    rulebook: Rulebook
    facts: Facts
    # The year's number as it is stored, whatever counts; and that of the last year before.
    numbers: dict[str, DeclaredNumber]
    earlier: dict[str, DeclaredNumber]

    @cached_property
    def type_key(self) -> str:
        first = max(self.period.from_on, self.facts.spells(self.period)[0].from_on)
        return self.facts.type_on(first) or ""

    @cached_property
    def needs(self) -> Needs:
        holder = Holder.COMPANY if self.member.company_id else Holder.PERSON
        return needs_of(self.book, self.rulebook, type_key=self.type_key, holder=holder)

    @property
    def deadline(self) -> date | None:
        found = DeclarationRound.objects.filter(year=self.year).values_list("due_on", flat=True).first()
        return found or due_in(self.book.declaration.by, self.year)

    def class_of(self, classification: str) -> str:
        """The class the member has in a classification; "" for none."""
        group = self.book.classification(classification)
        return next((one.key for one in group.classes if one.key in self.facts.classes), "") if group else ""

    def expected(self, statement: Statement | None = None) -> Assessment:
        """The dues of the year as they would be with a statement, or as they are."""
        facts = with_statement(self.facts, self.book, statement) if statement else self.facts
        return fees_for(self.book, facts, self.period, rulebook=self.rulebook, index=index_values())


def member_years(members: "QuerySet[Member] | list[Member]", year: int) -> list[MemberYear]:
    """Those of the members who belong to the association in the year beginning in `year`; a fixed number of queries.

    Nobody where no dues regulations are in force then.
    """
    rows = list(members)
    facts = MemberFacts(rows)
    last = date(year, 12, 31)
    rulebook, book_then = rulebook_on(last), fee_book_on(last) or fee_book_on(date(year, 1, 1))
    books: dict[date, FeeBook | None] = {}
    found = []
    for member in rows:
        if book_then is None:
            continue
        period = fee_period(book_then, rulebook, last, joined_on=facts.joined_on(member))
        if period.from_on not in books:
            books[period.from_on] = fee_book_on(period.from_on)
        book = books[period.from_on] or book_then
        known = facts.of(member, period, book, rulebook)
        if not known.spells(period):
            continue
        current = [row for row in facts.numbers[member.pk] if row.replaced_at is None]
        mine = {row.key: row for row in current if row.year == year}
        earlier = {row.key: row for row in reversed(current) if row.year < year}
        found.append(MemberYear(member, year, period, book, rulebook, known, mine, earlier))
    return found


def own_members(person: Person, today: date) -> "QuerySet[Member]":
    """The person's own membership, and those of companies that they represent today: who sees the money declares."""
    seats = Seat.objects.on(today).filter(person=person, role__in=MAY_SEE_MONEY)
    rows = Member.objects.filter(Q(person=person) | Q(pk__in=seats.values("member")))
    return rows.select_related("person__company", "company").order_by("pk")


def own_years(person: Person, today: date) -> list[tuple[MemberYear, YearlyDeclaration]]:
    """What the person may declare: this year, and each year the treasurer has asked for; only where something is."""
    rounds = DeclarationRound.objects.filter(year__gt=today.year).values_list("year", flat=True)
    members = list(own_members(person, today))
    found = [one for year in sorted({today.year, *rounds}) for one in member_years(members, year) if one.needs]
    return [(one, declaration_of(one)) for one in found]


def declaration_of(found: MemberYear) -> YearlyDeclaration:
    """How far the declaration is; an unsaved row where nothing has happened yet."""
    row = YearlyDeclaration.objects.filter(member=found.member, year=found.year).first()
    return row or YearlyDeclaration(member=found.member, year=found.year)


def why_not_declare_now(declaration: YearlyDeclaration, today: date) -> str | None:
    has_objected = declaration.pk is not None and open_objection(declaration) is not None
    estimated = declaration.estimated_at is not None and declaration.declared_at is None
    return why_not_declare(
        estimated=estimated, object_until=declaration.object_until, has_objected=has_objected, today=today
    )


def may_object(declaration: YearlyDeclaration, today: date) -> bool:
    """Whether the data were estimated and the period for an objection runs."""
    until, estimated = declaration.object_until, declaration.estimated_at and not declaration.declared_at
    return bool(estimated and until and today <= until and open_objection(declaration) is None)


def open_objection(declaration: YearlyDeclaration) -> Objection | None:
    return Objection.objects.filter(declaration=declaration, decided_at=None).first()


def known_so_far(found: MemberYear) -> Statement:
    """What is stored for the year; what a form shows at first."""
    numbers = {key: as_declared(row) for key, row in found.numbers.items()}
    groups = found.needs.classifications
    return Statement(numbers, {group.key: key for group in groups if (key := found.class_of(group.key))})


def own_links(person: Person, today: date) -> list[tuple[str, str]]:
    """For the member's page of dues, in two statements: where to declare (is it awaited?), to choose and to read."""
    book = fee_book_on(today)
    if book is None:
        return []
    choose = [(_("Choose dues and payment interval"), reverse("own_choices"))] if leaves_a_choice(book) else []
    choose.append((_("Dues regulations, with an example calculation"), reverse("regulations")))
    if not (book.quantities or any(group.by_member for group in book.classifications)):
        return choose
    asked = YearlyDeclaration.objects.filter(member__in=own_members(person, today), year__gte=today.year)
    awaited = asked.filter(declared_at=None).exclude(asked_at=None, estimated_at=None).exists()
    words = _("Data for the dues: please declare them") if awaited else _("Data for the dues")
    return [(words, reverse("own_declarations")), *choose]
