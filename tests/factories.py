"""Real objects for tests: people, companies, memberships, events, registrations."""

import time
from datetime import date, datetime, timedelta
from typing import Any

import factory
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.userkit import user_id_to_str
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from django.utils.text import slugify
from wagtail.images.tests.utils import get_test_image_file

from events.models import Event, EventIndexPage, EventPage, Registration
from events.queries.calendar import search_text_of
from members.admission.models import Application, State
from members.admission.rules import dump, first_stages
from members.billing.actions import account_for
from members.billing.models import Account
from members.billing.rules import Draft, DraftCharge, DraftLine
from members.board.models import OfficeSetting, Term
from members.models import Company, Member, Membership, MembershipType, Person, Seat, Statutes, User
from members.models.rulebook import Rulebook
from members.queries.statutes import rulebook_on
from verein.models import Association, SiteImage
from verein.sealed import seal
from verein.search import sort_key

PASSWORD = "Emsbogen-2026"


def complete_association(**fields: Any) -> Association:
    """The settings with everything the law asks of an e. V., so that the site is public."""
    facts = {
        "name": "Unternehmerinitiative Emsbogen",
        "legal_form": Association.LegalForm.EV,
        "street": "Münstermauer 12",
        "postcode": "48999",
        "city": "Emsbogen",
        "email": "buero@example.org",
        "representatives": "Wiebke Overkamp\nJonas Kötter",
        "register_court": "Amtsgericht Emsbogen",
        "register_number": "VR 4711",
        "editor_responsible": "Wiebke Overkamp, Münstermauer 12, 48999 Emsbogen",
        "privacy_contact": "datenschutz@example.org",
        "hosting_provider": "Rechenhaus Ems GmbH, Werkstraße 8, 48999 Emsbogen",
        "mail_provider": "Posthaus Ems GmbH, Werkstraße 9, 48999 Emsbogen",
    }
    association: Association = Association.load()
    for name, value in {**facts, **fields}.items():
        setattr(association, name, value)
    association.save()
    return association


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    first_name = "Wiebke"
    last_name = factory.Sequence(lambda n: f"Overkamp{n}")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def verified(self: User, create: bool, extracted: bool | None, **kwargs: Any) -> None:
        if create and extracted is not False:
            EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)


class CompanyFactory(factory.django.DjangoModelFactory[Company]):
    class Meta:
        model = Company

    name = factory.Sequence(lambda n: f"Tischlerei Nummer {n}")
    slug = factory.Sequence(lambda n: f"tischlerei-{n}")
    city = "Rheine"
    sort_key = factory.LazyAttribute(lambda company: sort_key(company.name))


class PersonFactory(factory.django.DjangoModelFactory[Person]):
    class Meta:
        model = Person

    first_name = "Jonas"
    last_name = factory.Sequence(lambda n: f"Kötter{n}")
    slug = factory.Sequence(lambda n: f"jonas-koetter-{n}")
    user = factory.SubFactory(UserFactory)
    email = factory.LazyAttribute(lambda person: person.user.email if person.user else "")
    company = factory.SubFactory(CompanyFactory)
    sort_key = factory.LazyAttribute(lambda person: sort_key(person.last_name, person.first_name))


class MemberFactory(factory.django.DjangoModelFactory[Member]):
    """A person who is a member since 2020; `until_on=` ends it (exclusive), `from_on=` starts it later."""

    class Meta:
        model = Member
        skip_postgeneration_save = True

    number = factory.Sequence(lambda n: f"M{n:05}")
    person = factory.SubFactory(PersonFactory)

    @factory.post_generation
    def period(self: Member, create: bool, extracted: Any, **kwargs: Any) -> None:
        """`period__until_on=date(…)`, `period__from_on=date(…)`."""
        if create:
            type_, _created = MembershipType.objects.get_or_create(
                key="full", defaults={"name": "Ordentliches Mitglied"}
            )
            Membership.objects.create(
                member=self,
                type=type_,
                from_on=kwargs.get("from_on", date(2020, 1, 1)),
                until_on=kwargs.get("until_on"),
            )


def make_statutes(*, effective_on: date = date(2010, 1, 1), **rules: Any) -> Statutes:
    """Statutes in force with these parts of a rulebook, written as in a rules file; their types get rows."""
    rulebook = Rulebook.model_validate(rules)
    for rule in rulebook.types:
        MembershipType.objects.get_or_create(key=rule.key, defaults={"name": rule.name})
    return Statutes.objects.create(effective_on=effective_on, rules=rulebook.model_dump(mode="json"))


def office_rule(key: str, **fields: Any) -> dict[str, Any]:
    """An office of the board with a term of two years, as a rules file says it."""
    return {"key": key, "body": "board", "name": key.replace("_", " ").title(), "term": "2 years", **fields}


def make_board(*offices: dict[str, Any], **rules: Any) -> Statutes:
    """Statutes with a board of these offices; a chair and a treasurer where none are named."""
    named = offices or (
        office_rule("chair", name="Vorsitz", name_female="Vorsitzende", name_male="Vorsitzender", represents="alone"),
        office_rule("treasurer", name="Kasse", name_female="Kassiererin", name_male="Kassierer", represents="alone"),
    )
    bodies = rules.pop("bodies", [{"key": "board", "name": "Vorstand"}])
    return make_statutes(bodies=bodies, offices=list(named), **rules)


class TermFactory(factory.django.DjangoModelFactory[Term]):
    """A chair since 2026, for two years."""

    class Meta:
        model = Term

    person = factory.LazyFunction(lambda: MemberFactory().person)
    office_key = "chair"
    from_on = date(2026, 3, 1)
    due_on = factory.LazyAttribute(lambda term: term.from_on.replace(year=term.from_on.year + 2))
    until_on = factory.LazyAttribute(lambda term: term.due_on)


def grant(office_key: str, *groups: str, **fields: Any) -> OfficeSetting:
    """The office gives its holders the rights of these groups."""
    setting, _created = OfficeSetting.objects.update_or_create(office_key=office_key, defaults=fields)
    setting.groups.set(Group.objects.filter(name__in=groups))
    return setting


def make_seat(person: Person, company: Company | None = None, **fields: Any) -> Seat:
    """`person` stands for `company` (their own without), which is a member since 2020; since then unless told."""
    company = company or person.company
    member = Member.objects.filter(company=company).first() or MemberFactory(person=None, company=company)
    return Seat.objects.create(member=member, person=person, **{"from_on": date(2020, 1, 1), **fields})


class StatutesFactory(factory.django.DjangoModelFactory[Statutes]):
    """A version in force since 2015; `rulebook=` holds its rules, `effective_on=None` makes it a draft."""

    class Meta:
        model = Statutes
        exclude = ("rulebook",)

    rulebook = Rulebook()
    title = factory.Sequence(lambda n: f"Satzung {n}")
    decided_on = date(2000, 11, 8)
    effective_on: date | None = date(2015, 2, 1)
    decided_by = "Mitgliederversammlung"
    rules = factory.LazyAttribute(lambda version: version.rulebook.model_dump(mode="json"))


def make_application(*, state: str = State.OPEN, days: int = 3, type_key: str = "full", **fields: Any) -> Application:
    """An application confirmed `days` ago, decided by the statutes in force that day; make those first."""
    now = timezone.now() - timedelta(days=days)
    type_, _created = MembershipType.objects.get_or_create(
        key=type_key, defaults={"name": "Ordentliches Mitglied" if type_key == "full" else type_key}
    )
    number = Application.objects.count()
    values = {
        "first_name": "Frauke",
        "last_name": f"Ahlers{number}",
        "email": f"frauke{number}@example.org",
        "street": "Am Deich 4",
        "postcode": "48999",
        "city": "Emsbogen",
        "created_at": now - timedelta(hours=1),
        "confirmed_at": None if state == State.RECEIVED else now,
        "stages": dump(first_stages(rulebook_on(now.date()), type_key)),
        **fields,
    }
    application = Application(state=state, type=type_, **values)
    application.sort_key = sort_key(application.company_name or application.last_name, application.first_name)
    application.save()
    return application


def make_account(**member: Any) -> Account:
    """The account of a member who can be sent an invoice; the association can send one."""
    complete_association()
    address = {"person__street": "Hauptstraße 1", "person__postcode": "48999", "person__city": "Emsbogen"}
    return account_for(MemberFactory(**{**address, **member}))


def make_draft(
    cents: int = 12000, *, key: str = "dues:1:2027", due_on: date = date(2027, 1, 31), parts: int = 1
) -> Draft:
    """Annual dues of 2027 in equal parts, the first due on `due_on`, the next half a year later."""
    lines = [DraftLine("annual", "Jahresbeitrag 2027", cents, cents, explanation=[{"text": "Betrieb", "cents": cents}])]
    days = [due_on.replace(month=due_on.month + 6 * part) for part in range(parts)]
    charges = [DraftCharge(key, cents // parts, day, part) for part, day in enumerate(days, 1)]
    return Draft(date(2027, 1, 1), date(2028, 1, 1), lines, charges)


def make_event(
    *,
    starts_at: datetime | None = None,
    duration: timedelta = timedelta(hours=2),
    capacity: int | None = None,
    state: str = Event.State.PLANNED,
    live: bool = True,
    **fields: Any,
) -> Event:
    """A published event page with its row, in a week unless `starts_at` says otherwise."""
    starts_at = starts_at or timezone.now() + timedelta(days=7)
    page = EventPage(
        title=fields.pop("title", "Unternehmerfrühstück"),
        starts_at=starts_at,
        ends_at=starts_at + duration,
        capacity=capacity,
        venue=fields.pop("venue", "Café am Stadtwall"),
        city=fields.pop("city", "Rheine"),
        live=live,
        **fields,
    )
    page.slug = page.slug or slugify(f"{page.title} {EventPage.objects.filter(title=page.title).count() or ''}")
    page.search_text = search_text_of(page)
    EventIndexPage.objects.get().add_child(instance=page)
    event, _created = Event.objects.update_or_create(page=page, defaults={"capacity": capacity, "state": state})
    return event


class RegistrationFactory(factory.django.DjangoModelFactory[Registration]):
    """A confirmed guest; pass `person=`, `guest_name=""`, `guest_email=""` for a member."""

    class Meta:
        model = Registration

    event = factory.LazyFunction(make_event)
    guest_name = factory.Sequence(lambda n: f"Gast {n}")
    guest_email = factory.Sequence(lambda n: f"gast{n}@example.org")
    state = Registration.State.CONFIRMED
    created_at = factory.LazyFunction(timezone.now)
    queued_at = factory.LazyFunction(timezone.now)


def make_image(title: str = "Am Stehtisch") -> SiteImage:
    """A picture of the site, with an alternative text."""
    return SiteImage.objects.create(
        title=title, description=f"Bild: {title}", file=get_test_image_file(size=(640, 480))
    )


def user_in_group(group: str) -> User:
    """A member with the rights of `group` and a second factor."""
    user = MemberFactory().person.user
    user.groups.add(Group.objects.get(name=group))
    return user


def sign_in(client: Client, user: User, *, second_factor: bool = True) -> Client:
    """Sign `user` in, with a second factor unless told otherwise; `client.user` is the account."""
    if second_factor:
        Authenticator.objects.get_or_create(
            user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": seal("JBSWY3DPEHPK3PXP")}}
        )
    client.force_login(user, backend="members.adapters.SignInBackend")
    if second_factor:
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": time.time()}]
        session["account_authentication_methods_user"] = user_id_to_str(user)
        session.save()
    client.user = user
    return client
