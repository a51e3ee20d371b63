"""What an applicant will owe in the first year, by the dues regulations, before anything is charged."""

from dataclasses import dataclass
from datetime import date

from members.admission.models import Application, Kind
from members.billing.models import BillingSettings
from members.dues.models import DuesRunRow
from members.dues.queries.expecting import expected_fees
from members.dues.queries.planning import proposals
from members.dues.rules import Assessment, Facts, Held, Line, Period, Purpose
from members.models import Membership
from members.models.rulebook import Holder, Rulebook
from members.models.rulebook.joining import Payment
from members.rules import start_day

from .rules_of import received_on, rule_of, rulebook_of


@dataclass(frozen=True)
class FirstYear:
    """The first day that is reckoned with, its year of dues, what is owed, and by which version of the regulations."""

    from_on: date
    regulations: int
    period: Period
    assessment: Assessment

    def lines_for(self, payments: tuple[Payment, ...]) -> list[Line]:
        """The lines of what must be paid before a membership begins."""
        wanted = {PURPOSES[payment] for payment in payments}
        return [line for line in self.assessment.lines if line.purpose in wanted]


PURPOSES = {Payment.ADMISSION_FEE: Purpose.ADMISSION, Payment.YEAR: Purpose.DUES}
HOLDERS = {Kind.COMPANY: Holder.COMPANY, Kind.PERSON: Holder.PERSON}


def first_year(application: Application, today: date) -> FirstYear | None:
    """As the application stands today: an open one as if it were accepted and paid now. None without regulations.

    What the application does not say (employees, classes, reductions) is not known, and the assessment names it.
    """
    from_on = _first_day(application, rulebook_of(application), today)
    facts = Facts(
        periods=(Held(application.type.key, from_on),),
        holder=HOLDERS[Kind(application.kind)],
        born_on=application.born_on,
    )
    found = expected_fees(facts, from_on)
    return FirstYear(from_on, found.regulations.pk, found.period, found.assessment) if found else None


def _first_day(application: Application, rulebook: Rulebook, today: date) -> date:
    if application.membership is not None:
        return application.membership.from_on
    day = start_day(
        rulebook,
        type_key=application.type.key,
        applied_on=received_on(application),
        decided_on=application.decided_on or today,
        paid_on=application.paid_on or today,
    )
    return day or today


@dataclass(frozen=True)
class ToPay:
    """What the membership, or its rights, waits for: lines, sum in cents, and the association's bank account."""

    lines: list[Line]
    account_holder: str
    iban: str

    @property
    def total_cents(self) -> int:
        return sum(line.cents for line in self.lines)


def to_pay(application: Application, today: date) -> ToPay | None:
    """What must be paid before the membership begins; None where it cannot be computed or nothing is to pay."""
    payments = rule_of(application, rulebook_of(application)).start.needs_payment or (Payment.YEAR,)
    found = first_year(application, today)
    lines = found.lines_for(payments) if found and found.assessment.is_complete else []
    if not sum(line.cents for line in lines):
        return None
    settings = BillingSettings.load()
    iban = settings.iban
    return ToPay(lines, settings.account_holder, " ".join(iban[at : at + 4] for at in range(0, len(iban), 4)))


def owes_nothing(membership: Membership) -> bool:
    """Whether it is certain that a new membership costs nothing in its first year, so that nothing is to wait for."""
    found = proposals([membership.member], membership.from_on, today=membership.from_on)
    return bool(found) and found[0].step == DuesRunRow.Step.FREE
