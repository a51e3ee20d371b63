"""Reads: whether the statutes let somebody become a type of member, and whether they allow an exception."""

from datetime import date
from typing import Any

from django.db.models import Count, Q

from members.models import Company, Membership, MembershipType, Person
from members.models.rulebook import Holder, TypeRule
from members.rules.types import Applicant, Numbers, why_not_type

from .statutes import rulebook_on


def reason_against_type(holder: Person | Company, kind: MembershipType, day: date) -> tuple[str, bool]:
    """Why `holder` may not become `kind` on `day` ("" where nothing is against it), and whether an exception may be."""
    rulebook = rulebook_on(day)
    rule = rulebook.type(kind.key)
    if not rulebook.types:
        return "", True  # without statutes the law leaves it to the association
    applicant = Applicant() if rule is None else _applicant(holder, rule, day)
    numbers = _numbers(holder, kind, day)
    reason = why_not_type(rulebook, type_key=kind.key, applicant=applicant, numbers=numbers, from_on=day)
    return reason or "", bool(rule and (rule.exceptions_by or rule.cap.unless_holder_agrees))


def _applicant(holder: Person | Company, rule: TypeRule, day: date) -> Applicant:
    owner: dict[str, Any] = {"member__person": holder} if isinstance(holder, Person) else {"member__company": holder}
    earlier = list(Membership.objects.filter(group="", from_on__lt=day, **owner).select_related("type"))
    first = min((period.from_on for period in earlier), default=day)
    if isinstance(holder, Person):
        kind: str | None = Holder.PERSON
    else:  # what kind of company it is nobody has written down: only a type for people alone is closed to it
        kind = Holder.COMPANY if set(rule.holders) == {Holder.PERSON} else None
    return Applicant(
        holder=kind,
        born_on=holder.born_on if isinstance(holder, Person) else None,
        former_types=frozenset(period.type.key for period in earlier),
        years_of_membership=(day - first).days * 100 // 36525,
        has_merit=True,  # whoever enters it in the office has judged that
    )


def _numbers(holder: Person | Company, kind: MembershipType, day: date) -> Numbers:
    """Everybody else on the day; three statements."""
    own = Q(member__person=holder) if isinstance(holder, Person) else Q(member__company=holder)
    running = Membership.objects.on(day).filter(group="").exclude(own)
    by_type = dict(running.values_list("type__key").annotate(count=Count("pk")))
    same = running.filter(type=kind)
    company = holder.company if isinstance(holder, Person) else holder
    in_company = (
        same.filter(Q(member__company=company) | Q(member__person__company=company)) if company else same.none()
    )
    trade = holder.trade
    in_trade = same.filter(Q(member__company__trade=trade) | Q(member__person__trade=trade)) if trade else same.none()
    return Numbers(sum(by_type.values()), by_type, in_company.count(), in_trade.count())
