"""Reads: what should be charged for a year beside what is charged already, member by member."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.billing.models import Account, BillingSettings, Charge, Invoice
from members.billing.queries.ledger import forgiven_on
from members.billing.queries.parties import issuer_of, labels_of, recipient_of
from members.billing.rules import Draft
from members.billing.rules.drafts import missing_fields
from members.dues.models import DuesRunRow, FeeBook
from members.dues.models.regulations import FeeYear
from members.dues.rules import Assessment, Period, fee_period, fees_for
from members.dues.rules.drafting import KEYS, draft_digest, draft_of, key_of
from members.models import Member, MembershipType
from members.queries.statutes import rulebook_on
from verein.money import euros

from .charged import Charged, charged_under, years_charged
from .facts import MemberFacts, index_values
from .regulations import fee_book_on

Step = DuesRunRow.Step
HALF_A_YEAR = timedelta(days=183)


@dataclass(frozen=True)
class Proposal:
    """What is to be done about one member's year. `notes` say what is missing or did not count."""

    member: Member
    account: Account
    type_name: str
    step: str
    draft: Draft | None
    charged: Invoice | None
    before_cents: int | None
    assessment: Assessment
    notes: tuple[str, ...]
    period: Period

    @property
    def step_words(self) -> str:
        return str(Step(self.step).label)

    @property
    def digest(self) -> str:
        return draft_digest(self.draft) if self.draft else ""


def members_of_year(day: date) -> QuerySet[Member]:
    """Who may owe something for the year in which `day` lies, in order of their keys."""
    return _in_order(_held_around(day))


def members_to_look_at(day: date) -> QuerySet[Member]:
    """The same, and who is charged for that year although, as it turned out, they were no members in it."""
    charges = Charge.objects.filter(key__startswith=KEYS, invoice__reversed_by=None)
    charged = charges.filter(invoice__from_on__lte=day, invoice__until_on__gt=day)
    return _in_order(_held_around(day) | Q(pk__in=charged.order_by().values("account__member")))


def _held_around(day: date) -> Q:
    around = timedelta(days=366)
    return Q(periods__from_on__lte=day + around) & (Q(periods__until_on=None) | Q(periods__until_on__gte=day - around))


def _in_order(found: Q) -> QuerySet[Member]:
    return Member.objects.filter(found).distinct().order_by("pk").select_related("person__company", "company")


def proposals(members: Sequence[Member], day: date, *, today: date) -> list[Proposal]:
    """What should be charged to each for the year in which `day` lies; who was no member in it is left out.

    The number of statements does not depend on the number of members. What is due earlier moves to the association's
    days to pay after `today`.
    """
    return _Planner(members, day, today).proposals()


class _Planner:
    def __init__(self, members: Sequence[Member], day: date, today: date) -> None:
        self.members, self.day = members, day
        self.settings = BillingSettings.load()
        self.not_before = today + timedelta(days=self.settings.payment_days)
        self.issuer = issuer_of(self.settings)
        self.facts = MemberFacts(members)
        self.rulebook, self.index = rulebook_on(day), index_values()
        self.type_names = dict(MembershipType.objects.values_list("key", "name"))
        self.books: dict[date, FeeBook | None] = {day: fee_book_on(day)}
        self.years = {member.pk: self._years(member) for member in members}
        keys = [key_of(key, period) for key, pair in self.years.items() for period in pair]
        self.outdated = self._outdated()
        self.charged = charged_under([*keys, *self.outdated.values()])

    def _outdated(self) -> dict[int, str]:
        """With years of their own: the key of what is charged for a year that begins with no membership any more.

        The first day was corrected since, or the membership deleted; the year was the one that is looked at.
        """
        book, found = self.books[self.day], dict[int, str]()
        if book is None or book.year != FeeYear.MEMBERSHIP:
            return found
        for member, key, first in years_charged(self.years, self.day):
            is_this_year = abs(first - self.years[member][0].from_on) <= HALF_A_YEAR
            begins = (
                fee_period(book, self.rulebook, first, joined_on=each).from_on for each in self.facts.began_on(member)
            )
            if is_this_year and first not in begins:
                found[member] = key
        return found

    def _years(self, member: Member) -> tuple[Period, Period]:
        """The member's year of dues and the one before."""
        book = self.books[self.day]
        if book is None:
            year = Period(date(self.day.year, 1, 1), date(self.day.year + 1, 1, 1))
            return year, year
        joined_on = self.facts.joined_on(member)
        year = fee_period(book, self.rulebook, self.day, joined_on=joined_on)
        before = fee_period(book, self.rulebook, year.from_on - timedelta(days=1), joined_on=joined_on)
        return year, before

    def proposals(self) -> list[Proposal]:
        found = [each for each in map(self._proposal, self.members) if each is not None]
        return _with_forgiven(found)

    def _book(self, day: date) -> FeeBook | None:
        if day not in self.books:
            self.books[day] = fee_book_on(day)
        return self.books[day]

    def _proposal(self, member: Member) -> Proposal | None:
        year, before = self.years[member.pk]
        charged = self.charged.get(key_of(member.pk, year)) or self.charged.get(self.outdated.get(member.pk, ""))
        book = self._book(year.from_on) or self.books[self.day]
        facts = self.facts.of(member, year, book or FeeBook(), self.rulebook)
        if not facts.spells(year) and charged is None:
            return None
        assessment = self._assessment(book, facts, year)
        account = self.facts.account(member)
        draft = draft_of(assessment, key=key_of(member.pk, year), period=year, not_before=self.not_before)
        is_same = bool(draft and charged and charged[1] == draft_digest(draft))
        # What is charged already needs no document, whatever a new one would lack.
        lacking = missing_on(draft, account, self.issuer) if draft and not is_same else []
        notes = [*assessment.missing, *lacking, *assessment.notes]
        last_year = self.charged.get(key_of(member.pk, before)) if before != year else None
        return Proposal(
            member=member,
            account=account,
            type_name=self.type_names.get(facts.type_on(year.last) or "", ""),
            step=_step(draft, charged, missing=len(notes) > len(assessment.notes)),
            draft=draft,
            charged=charged[0] if charged else None,
            before_cents=last_year[0].total_cents if last_year else None,
            assessment=assessment,
            notes=tuple(notes),
            period=year,
        )

    def _assessment(self, book: FeeBook | None, facts: object, year: Period) -> Assessment:
        if book is None:
            day = date_format(year.from_on)
            return Assessment(missing=(_("No dues regulations are in force on %(day)s.") % {"day": day},))
        return fees_for(book, facts, year, rulebook=self.rulebook, index=self.index)  # type: ignore[arg-type]


def _with_forgiven(found: list[Proposal]) -> list[Proposal]:
    """Says of what is corrected what was waived of it, or written off, and what becomes of that; one statement."""
    charged = {each.charged.pk for each in found if each.charged and each.step in (Step.CORRECT, Step.CANCEL)}
    cents: dict[int, int] = defaultdict(int)
    for posting in forgiven_on(charged) if charged else ():
        assert posting.charge is not None
        cents[posting.charge.invoice_id] += posting.amount_cents
    return [
        replace(each, notes=(*each.notes, _forgiven(each, cents[each.charged.pk])))
        if each.charged and cents.get(each.charged.pk)
        else each
        for each in found
    ]


def _forgiven(proposal: Proposal, cents: int) -> str:
    if proposal.draft is None:
        told = _("%(sum)s of it were waived or written off: that ends with the cancellation, for nothing is owed.")
        return told % {"sum": euros(cents)}
    stays = min(cents, proposal.draft.total_cents)
    told = _("%(sum)s of the former invoice were waived or written off; of the new one %(stays)s are so again.")
    return told % {"sum": euros(cents), "stays": euros(stays)}


def missing_on(draft: Draft, account: Account, issuer: Mapping[str, str]) -> list[str]:
    """What the document cannot be issued without, in one sentence; [] where nothing is missing."""
    labels = labels_of(missing_fields(draft, issuer=issuer, recipient=recipient_of(account)))
    return [_("This is missing on the invoice: %(fields)s.") % {"fields": ", ".join(labels)}] if labels else []


def _step(draft: Draft | None, charged: Charged | None, *, missing: bool) -> str:
    if missing:
        return Step.MISSING
    if draft is None:
        return Step.CANCEL if charged else Step.FREE
    if charged is None:
        return Step.ISSUE
    return Step.SAME if charged[1] == draft_digest(draft) else Step.CORRECT
