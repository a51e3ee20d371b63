"""What the statutes ask of a type beside the application itself: limits of number, and what somebody was before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q
from django.db.models.functions import Coalesce, Lower

from members.admission.models import Application, Kind
from members.models import Company, Membership, Person
from members.models.rulebook import Holder, Rulebook
from members.rules import Applicant, Numbers, why_not_type
from verein.search import sort_key

# (key of the type, first day) of memberships that were or are.
Past = list[tuple[str, date]]


@dataclass(frozen=True)
class Limits:
    """Read once for any number of applications: who is a member today, and what the applicants may have been before."""

    by_type: Mapping[str, int]
    in_company: Mapping[tuple[int, str], int]  # by id of the type and folded name
    in_trade: Mapping[tuple[int, int], int]  # by id of the type and of the industry
    past: Mapping[int, Past] = field(default_factory=dict)  # by id of the application

    def reason(self, application: Application, rulebook: Rulebook, today: date) -> str:
        """Why the statutes do not let the applicant become this type, or ""."""
        if rulebook.type(application.type.key) is None:
            return ""
        key = sort_key(application.company_name) if application.company_name else ""
        numbers = Numbers(
            all=sum(self.by_type.values()),
            by_type=self.by_type,
            in_company=self.in_company.get((application.type_id, key), 0),
            in_trade=self.in_trade.get((application.type_id, application.trade_id or 0), 0),
            holder_agrees=bool(application.exception),
        )
        applicant = _applicant(application, self.past.get(application.pk, []), today)
        reason = why_not_type(
            rulebook, type_key=application.type.key, applicant=applicant, numbers=numbers, from_on=today
        )
        return reason or ""


def limits_of(applications: Iterable[Application], today: date) -> Limits:
    """Four statements at most, for one application or a page of them."""
    rows = list(applications)
    running = Membership.objects.on(today).filter(group="")
    names = {sort_key(row.company_name) for row in rows if row.company_name}
    trades = {row.trade_id for row in rows if row.trade_id}
    house = Coalesce("member__company__sort_key", "member__person__company__sort_key")
    trade = Coalesce("member__company__trade", "member__person__trade")
    by_house = running.annotate(house=house).filter(house__in=names).values_list("type", "house")
    by_trade = running.annotate(trade=trade).filter(trade__in=trades).values_list("type", "trade")
    return Limits(
        by_type=dict(running.values_list("type__key").annotate(count=Count("pk"))),
        in_company={(kind, key): count for kind, key, count in by_house.annotate(count=Count("pk"))} if names else {},
        in_trade={(kind, pk): count for kind, pk, count in by_trade.annotate(count=Count("pk"))} if trades else {},
        past=_past_of(rows, today),
    )


def _past_of(rows: list[Application], today: date) -> dict[int, Past]:
    """Memberships of whoever has the applicant's name or address; the office confirms who it is on admission."""
    emails = {row.email.lower() for row in rows}
    keys = {sort_key(row.last_name, row.first_name) for row in rows}
    houses = {sort_key(row.company_name) for row in rows if row.company_name}
    found = list(
        Membership.objects.filter(group="", from_on__lte=today)
        .annotate(address=Lower("member__person__email"))
        .filter(Q(address__in=emails) | Q(member__person__sort_key__in=keys) | Q(member__company__sort_key__in=houses))
        .values_list("type__key", "from_on", "address", "member__person__sort_key", "member__company__sort_key")
    )
    return {row.pk: [(key, from_on) for key, from_on, *who in found if _is_of(row, *who)] for row in rows}


def _is_of(row: Application, address: str | None, person: str | None, company: str | None) -> bool:
    if row.kind == Kind.COMPANY:
        return company == sort_key(row.company_name)
    return person == sort_key(row.last_name, row.first_name) or (bool(address) and address == row.email.lower())


def _applicant(application: Application, past: Past, today: date) -> Applicant:
    first = min((from_on for _key, from_on in past), default=today)
    return Applicant(
        holder=Holder.PERSON if application.kind == Kind.PERSON else None,
        born_on=application.born_on,
        former_types=frozenset(key for key, _from_on in past),
        years_of_membership=(today - first).days * 100 // 36525,
        has_merit=True,  # whoever decides judges that
    )


def reason_against_holder(
    application: Application, rulebook: Rulebook, holder: Person | Company | None, today: date
) -> str:
    """Whether the person or company the office has chosen was what the type asks for; `holder` None: a new one."""
    rule = rulebook.type(application.type.key)
    if rule is None or application.exception or not (rule.only_after or rule.min_years_of_membership):
        return ""
    applicant = _applicant(application, _past_of_holder(holder, today), today)
    return why_not_type(rulebook, type_key=rule.key, applicant=applicant, numbers=Numbers(), from_on=today) or ""


def _past_of_holder(holder: Person | Company | None, today: date) -> Past:
    if holder is None:
        return []
    owner = Q(member__person=holder) if isinstance(holder, Person) else Q(member__company=holder)
    rows = Membership.objects.filter(owner, group="", from_on__lte=today)
    return list(rows.values_list("type__key", "from_on"))
