"""Reads: who pays a levy that was decided, how much each, and what is charged already."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from members.billing.models import BillingSettings, Charge
from members.billing.queries.parties import issuer_of
from members.dues.models import DecidedLevy, DuesRun, DuesRunRow, FeeBook
from members.dues.models.regulations import Levy, LevyShare
from members.dues.rules import Assessment, Facts, Instalment, Line, Missing, Period, Purpose, fee_period, fees_for
from members.dues.rules.conditions import Case, holds
from members.dues.rules.drafting import draft_digest, draft_of
from members.dues.rules.levies import Spread, for_each, spread
from members.dues.rules.result import Item
from members.dues.rules.vat import taxed
from members.models import Member, MembershipType
from members.queries.statutes import rulebook_on

from .charged import Charged, charged_under
from .facts import MemberFacts, index_values
from .planning import Proposal, missing_on
from .regulations import fee_book_on

Step = DuesRunRow.Step


def levies_charged() -> set[int]:
    """Ids of the decided levies of which something is charged."""
    keys = Charge.objects.filter(key__startswith="levy:").values_list("key", flat=True).distinct()
    return {int(key.split(":")[1]) for key in keys}


def members_of_levy(levy: DecidedLevy) -> QuerySet[Member]:
    """Who is a member on the day the levy asks for, in order of their keys; only those named, where some are."""
    day = levy.payers_on
    held = Q(periods__from_on__lte=day, periods__group="") & (Q(periods__until_on=None) | Q(periods__until_on__gt=day))
    members = Member.objects.filter(held).distinct().order_by("pk")
    if levy.participants.exists():
        members = members.filter(pk__in=levy.participants.values("pk"))
    return members.select_related("person__company", "company")


@dataclass(frozen=True)
class Payer:
    """A member the levy may be for: their dues of the year in cents (None: pays nothing of it), and why."""

    member: Member
    type_name: str
    way: str
    base_cents: int | None
    is_known: bool = True
    notes: tuple[str, ...] = ()


@dataclass
class Levying:
    """A decided levy with the rule of the regulations that carries it."""

    levy: DecidedLevy
    book: FeeBook = field(init=False)
    rule: Levy = field(init=False)

    def __post_init__(self) -> None:
        day = self.levy.payers_on
        self.book, self.rulebook, self.index = fee_book_on(day) or FeeBook(), rulebook_on(day), index_values()
        rule = self.book.levy(self.levy.key) or Levy(key=self.levy.key, name=self.levy.title)
        share = LevyShare(self.levy.share) if rule.share == LevyShare.UNSTATED else rule.share
        self.rule = rule.model_copy(update={"name": self.levy.title, "share": share})
        self.type_names = dict(MembershipType.objects.values_list("key", "name"))

    @property
    def needs_dues(self) -> bool:
        """Whether what a member pays depends on their dues."""
        by_fee = self.rule.share == LevyShare.BY_FEE and self.levy.total_cents is not None
        return by_fee or self.rule.cap_percent is not None

    def payers(self, members: Sequence[Member]) -> list[Payer]:
        """A fixed number of statements, whatever the number of members."""
        facts = MemberFacts(members)
        return [self._payer(member, facts) for member in members]

    def _payer(self, member: Member, all_facts: MemberFacts) -> Payer:
        day = self.levy.payers_on
        period = fee_period(self.book, self.rulebook, day, joined_on=all_facts.joined_on(member))
        facts = all_facts.of(member, period, self.book, self.rulebook)
        type_key = facts.type_on(day) or ""
        name, way = self.type_names.get(type_key, ""), all_facts.account(member).way
        case = Case(self.book, self.rulebook, facts, period, day, type_key, self.index)
        try:
            if not holds(self.rule.when, case):
                return Payer(member, name, way, None, notes=(_("The levy is not for this member."),))
            return Payer(member, name, way, self._base(facts, period))
        except Missing as missing:
            return Payer(member, name, way, None, is_known=False, notes=(str(missing),))

    def _base(self, facts: Facts, period: Period) -> int:
        if not self.needs_dues:
            return 0
        found = fees_for(self.book, facts, period, rulebook=self.rulebook, index=self.index)
        if found.missing:
            raise Missing(" ".join(found.missing))
        return found.cents_of(Purpose.DUES)

    def shares(self, run: DuesRun) -> Spread[int]:
        """What each pays, by member, from the dues the run has looked up; once a company, where the rule says so."""
        rows = DuesRunRow.objects.filter(run=run, base_cents__isnull=False).order_by("member_id")
        found = rows.values_list("member_id", "base_cents", "member__company_id", "member__person__company_id")
        payers: dict[int, int] = {}
        companies: set[int] = set()
        for member, base, own, of_person in found:
            company = own or of_person
            if self.rule.once_per_company and company in companies:
                continue
            if company:
                companies.add(company)
            payers[member] = base or 0
        if self.levy.each_cents is not None:
            return for_each(self.rule, self.levy.each_cents, payers)
        return spread(self.rule, self.levy.total_cents or 0, payers)


def levy_proposals(levying: Levying, shares: Spread[int], members: Sequence[Member], *, today: date) -> list[Proposal]:
    """What is to be charged to each of these members; what is charged already stays as it is."""
    settings, levy = BillingSettings.load(), levying.levy
    issuer, facts = issuer_of(settings), MemberFacts(members)
    not_before = today + timedelta(days=settings.payment_days)
    charged = charged_under([levy.key_of(member.pk) for member in members])
    period = Period(levy.payers_on, levy.payers_on + timedelta(days=1))
    found = []
    for member in members:
        line, account = shares.lines.get(member.pk), facts.account(member)
        own = facts.of(member, period, levying.book, levying.rulebook)
        assessment = _assessment(levying, line, is_business=own.is_business)
        draft = draft_of(assessment, key=levy.key_of(member.pk), period=period, not_before=not_before)
        there = charged.get(levy.key_of(member.pk))
        notes = [] if there or draft is None else missing_on(draft, account, issuer)
        found.append(
            Proposal(
                member=member,
                account=account,
                type_name="",
                step=_step(draft is not None, there, missing=bool(notes)),
                draft=draft,
                charged=there[0] if there else None,
                before_cents=None,
                assessment=assessment,
                notes=(*notes, *_told(there, draft_digest(draft) if draft else None, line)),
                period=period,
            )
        )
    return found


def _assessment(levying: Levying, line: Line | None, *, is_business: bool) -> Assessment:
    if line is None or not line.cents:
        return Assessment()
    item = Item(Purpose.LEVY, levying.rule.key, levying.rule.tax or levying.book.tax)
    added, taxes = taxed(item, [line], day=levying.levy.due_on, is_business=is_business)
    lines = (line, *added)
    cents = sum(each.cents for each in lines)
    return Assessment(lines, (Instalment(levying.levy.due_on, cents, Purpose.LEVY),), tuple(taxes))


def _step(owes: bool, there: Charged | None, *, missing: bool) -> str:  # noqa: FBT001
    if there:
        return Step.SAME
    if missing:
        return Step.MISSING
    return Step.ISSUE if owes else Step.FREE


def _told(there: Charged | None, digest: str | None, line: Line | None) -> list[str]:
    if there and there[1] != digest:
        return [_("Charged with another amount; it stays, for a levy is charged once.")]
    if line is None:
        return [_("Nothing: another member of the same company pays, or the levy is not for this member.")]
    return []
