"""What is known of applicants: visits as guests, sponsors, whether the type fits, who they may be already."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils.module_loading import import_string

from members.admission.models import Application, Kind, Sponsor
from members.admission.rules import Progress, missing
from members.models import Company, Membership, Person, Suspension
from members.models.rulebook import Rulebook
from members.queries import members_on
from verein.search import sort_key

from .limits import limits_of
from .rules_of import Rulebooks, rule_of, type_rule_of


def visits_of(emails: Iterable[str]) -> Mapping[str, list[date]]:
    """Days on which guests with these addresses came, by address in small letters (settings.GUEST_VISITS)."""
    found: dict[str, list[date]] = {}
    for path in settings.GUEST_VISITS:
        for email, days in import_string(path)(emails).items():
            found.setdefault(email, []).extend(days)
    return found


def lacking_of(application: Application, rulebook: Rulebook, today: date) -> list[str]:
    """What is missing before an admission, in words."""
    return missing(
        application,
        rule_of(application, rulebook),
        type_rule_of(application, rulebook),
        progress_of(application, rulebook, today),
        today,
    )


def progress_of(application: Application, rulebook: Rulebook, today: date) -> Progress:
    days = visits_of([application.email]).get(application.email.lower(), [])
    agreed = application.sponsors.filter(agrees=True).count()
    return _progress(application, days, agreed, reason_against_type(application, rulebook, today))


def _progress(application: Application, days: list[date], agreed: int, type_reason: str) -> Progress:
    return Progress(
        visits=len(set(days)) + application.visits_noted,
        first_visit=min(days, default=None),
        sponsors=agreed + application.sponsors_noted,
        type_reason=type_reason,
    )


def lacking_in_list(applications: list[Application], today: date) -> dict[int, list[str]]:
    """For one page of a list, by application's id, in a fixed number of statements; quotas and limits are in it."""
    rulebooks, visits = Rulebooks(), visits_of([application.email for application in applications])
    agreed = dict(
        Sponsor.objects.filter(application__in=applications, agrees=True)
        .values_list("application")
        .annotate(count=Count("pk"))
    )
    limits, found = limits_of(applications, today), {}
    for application in applications:
        rulebook = rulebooks.of(application)
        days = visits.get(application.email.lower(), [])
        against = limits.reason(application, rulebook, today)
        progress = _progress(application, days, agreed.get(application.pk, 0), against)
        rule, type_rule = rule_of(application, rulebook), type_rule_of(application, rulebook)
        found[application.pk] = missing(application, rule, type_rule, progress, today)
    return found


def reason_against_type(application: Application, rulebook: Rulebook, today: date) -> str:
    """Why the statutes do not let the applicant become this type, or ""."""
    return limits_of([application], today).reason(application, rulebook, today)


def rights_wait(application: Application) -> bool:
    """Whether the applicant is a member whose rights wait for the first payment."""
    if application.membership is None:
        return False
    rows = Suspension.objects.filter(member=application.membership.member_id, until_on=None)
    return rows.filter(reason=Suspension.Reason.PAYMENT).exists()


# --- Who they may be already -----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Doubles:
    """People and companies we know that may be the applicant."""

    people: list[Person]
    companies: list[Company]

    def __bool__(self) -> bool:
        return bool(self.people or self.companies)


def doubles_of(application: Application) -> Doubles:
    """The same folded name, the same address to write to, or the same surname at the same house."""
    same = Q(sort_key=sort_key(application.last_name, application.first_name)) | Q(email__iexact=application.email)
    if application.street and application.postcode:
        same |= Q(
            last_name__iexact=application.last_name,
            street__iexact=application.street,
            postcode=application.postcode,
        )
    people = list(Person.objects.filter(same).filter(died_on=None).select_related("company", "member")[:10])
    companies: list[Company] = []
    if application.kind == Kind.COMPANY:
        companies = list(_same_company(application.company_name).select_related("member")[:10])
    return Doubles(people, companies)


def _same_company(name: str) -> "QuerySet[Company]":
    return Company.objects.filter(sort_key=sort_key(name))


def is_member_already(*, kind: str, email: str, company_name: str, today: date) -> bool:
    """Whether whoever reads mails at this address holds what is applied for."""
    if kind == Kind.COMPANY:
        running = Membership.objects.on(today).filter(member__company__sort_key=sort_key(company_name))
        mine = members_on(today).filter(email__iexact=email, company__sort_key=sort_key(company_name))
        return running.exists() and mine.exists()
    return members_on(today).filter(email__iexact=email).exists()


def earlier_of(application: Application) -> Application | None:
    """The application under way that this one repeats."""
    same = Application.objects.under_way().of_address(application.email).filter(kind=application.kind)
    return same.exclude(pk=application.pk).order_by("pk").first()
