"""Reads: what a member may choose or propose about its own dues, and from when it would hold."""

from dataclasses import dataclass
from datetime import date

from members.billing.models import Account, Charge
from members.dues.models import Circumstance, Wish
from members.dues.models.regulations import FeeBook, Plan
from members.dues.rules.circumstances import Entry, least_of, may_be_agreed, may_be_chosen
from members.dues.rules.declaring import may_hold
from members.dues.rules.drafting import key_of
from members.models import Member
from members.models.rulebook import Holder

from .declaring import MemberYear, member_years
from .facts import METHODS

Kind = Circumstance.Kind


@dataclass(frozen=True)
class Option:
    """One thing to choose. `is_proposal`: somebody of the association must agree. Cents are of a whole year."""

    kind: str
    key: str
    name: str
    is_proposal: bool
    from_on: date
    least_cents: int | None = None
    now_cents: int | None = None
    is_now: bool = False
    waits: bool = False

    @property
    def has_amount(self) -> bool:
        return self.kind != Kind.PLAN


def options_of(member: Member, today: date) -> list[Option]:
    """For the year of dues running, or the next one where that is charged already. [] where nothing is to choose."""
    found = _year_to_choose(member, today)
    if found is None:
        return []
    waiting = set(Wish.objects.filter(member=member, decided_at=None).values_list("kind", "key"))
    return [*_amounts(found, waiting), *_plans(found, waiting)]


def _year_to_choose(member: Member, today: date) -> MemberYear | None:
    years = [found for year in (today.year - 1, today.year, today.year + 1) for found in member_years([member], year)]
    for found in years:
        if found.period.until_on > today and not _is_charged(found):
            return found
    return None


def _is_charged(found: MemberYear) -> bool:
    key = key_of(found.member.pk, found.period)
    return Charge.objects.filter(key=key, invoice__reversed_by=None).exists()


def _amounts(found: MemberYear, waiting: set[tuple[str, str]]) -> list[Option]:
    options = []
    holder = Holder.COMPANY if found.member.company_id else Holder.PERSON
    for fee in found.book.fees:
        if not may_hold(fee.when, found.type_key, holder):
            continue
        kinds = [(Kind.CHOSEN, may_be_chosen(found.book, fee)), (Kind.AGREED, may_be_agreed(fee))]
        for kind, is_possible in kinds:
            if is_possible:
                now = (found.facts.chosen if kind == Kind.CHOSEN else found.facts.agreed).get(fee.key)
                least = least_of(found.book, Entry(kind, found.period.from_on, key=fee.key))
                options.append(
                    Option(
                        kind=kind,
                        key=fee.key,
                        name=fee.name,
                        is_proposal=kind == Kind.AGREED,
                        from_on=found.period.from_on,
                        least_cents=least,
                        now_cents=now,
                        waits=(kind, fee.key) in waiting,
                    )
                )
    return options


def _plans(found: MemberYear, waiting: set[tuple[str, str]]) -> list[Option]:
    plans = [plan for plan in found.book.payment.plans if _is_open_to(plan, found)]
    if len(plans) < 2:
        return []
    now = current_plan(found.book, plans, found.facts.plan)
    return [
        Option(
            kind=Kind.PLAN,
            key=plan.key,
            name=plan.name,
            is_proposal=plan.on_request,
            from_on=found.period.from_on,
            is_now=plan == now,
            waits=(Kind.PLAN, plan.key) in waiting,
        )
        for plan in plans
    ]


def _is_open_to(plan: Plan, found: MemberYear) -> bool:
    holder = Holder.COMPANY if found.member.company_id else Holder.PERSON
    account = Account.objects.filter(member=found.member).first()
    method = METHODS[Account.Way(account.way if account else Account.Way.TRANSFER)]
    return may_hold(plan.when, found.type_key, holder) and (not plan.methods or method in plan.methods)


def current_plan(book: FeeBook, plans: list[Plan], chosen: str | None) -> Plan | None:
    """The one chosen, else the first that needs no request."""
    mine = next((plan for plan in plans if plan.key == chosen), None)
    return mine or next((plan for plan in plans if not plan.on_request), None)
