"""Makes the companies and people of the demo association, in bulk: a benchmark asks for 10,000 of them."""

import io
import random
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils.text import slugify
from taggit.models import Tag

from members.actions.people import free_slug
from members.actions.profile import CONSENT_TEXT, update_photo
from members.actions.search import refresh_company_search, refresh_search
from members.models import (
    Company,
    Consent,
    EndReason,
    Member,
    Membership,
    MembershipType,
    OfferedTag,
    Person,
    Seat,
    SoughtTag,
    Trade,
    User,
    Visibility,
    default_visibility,
)
from members.readers.pictures import read_picture
from verein.search import sort_key

DATA: dict[str, Any] = tomllib.loads((Path(__file__).parent / "network.toml").read_text())
DOMAIN = "emsbogen.example"
TAGS: tuple[str, ...] = ("offers", "seeks")
FICTION_PREFIX = "0221 4710"  # set aside for film and books by the Bundesnetzagentur
TYPES = {"full": "ordentliches Mitglied", "supporting": "Fördermitglied", "company": "Firmenmitglied"}
PUBLIC_SHARE = 0.45  # how many show themselves to everyone


@dataclass
class Network:
    """What was made, for the meetings and pages that follow."""

    companies: list[Company] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)


def make_network(*, members: int, now: datetime, password: str, rng: random.Random) -> Network:
    """`members` people in half as many companies; the first people are those of the demo accounts."""
    trades = _make_trades()
    network = Network(companies=_make_companies(max(1, members // 2), trades, rng))
    network.people = _make_people(members, network.companies, password, rng)
    _make_memberships(network.people, now.date(), rng)
    _make_tags(network.people, rng)
    _record_consents(network.people, now)
    _make_searchable(network)
    return network


def _make_searchable(network: Network) -> None:
    for company in network.companies:
        refresh_company_search(company)
    Company.objects.bulk_update(network.companies, ["search_text"], batch_size=500)
    tagged = Person.objects.select_related("company", "trade").prefetch_related(*TAGS)
    for start in range(0, len(network.people), 500):
        people = list(tagged.filter(pk__in=[person.pk for person in network.people[start : start + 500]]))
        for person in people:
            refresh_search(person)
        Person.objects.bulk_update(people, ["search_public", "search_members"])


def _make_trades() -> list[Trade]:
    return [
        Trade.objects.get_or_create(name=row["name"], defaults={"slug": free_slug(Trade, row["name"])})[0]
        for row in DATA["trades"]
    ]


def _make_companies(count: int, trades: list[Trade], rng: random.Random) -> list[Company]:
    companies: list[Company] = []
    slugs: set[str] = set()
    for number in range(count):
        row, trade = DATA["trades"][number % len(trades)], trades[number % len(trades)]
        surname = DATA["surnames"][number % len(DATA["surnames"])]
        name = row["company"].format(name=surname) + (f" {number}" if number >= len(DATA["surnames"]) else "")
        postcode, city = rng.choice(DATA["places"])
        slug = free_slug(Company, name, slugs)
        companies.append(
            Company(
                name=name,
                slug=slug,
                trade=trade,
                street=f"{rng.choice(DATA['streets'])} {rng.randint(1, 90)}",
                postcode=postcode,
                city=city,
                phone=f"{FICTION_PREFIX}-{100 + number % 900}",
                email=f"info@{slug}.example"[:254],
                website=f"https://{slug[:60]}.example/",
                about=rng.choice(row["pitches"]),
                sort_key=sort_key(name),
                listed=Visibility.EVERYONE if rng.random() < PUBLIC_SHARE + 0.2 else Visibility.MEMBERS,
            )
        )
    return Company.objects.bulk_create(companies, batch_size=500)


def _make_people(count: int, companies: list[Company], password: str, rng: random.Random) -> list[Person]:
    hashed = make_password(password)  # once: a hash takes a third of a second
    users, people = [], []
    slugs: set[str] = set()
    for number in range(count):
        company = companies[number % len(companies)]
        second = number >= len(companies)
        woman = (number + second) % 2 == 0
        first = DATA["women" if woman else "men"][(number * 7 + number // 48) % 24]
        last = DATA["surnames"][(number if not second else number * 11 + 5) % len(DATA["surnames"])]
        slug = free_slug(Person, f"{first} {last}", slugs)
        email = f"{slug}@{DOMAIN}"
        users.append(User(email=email, first_name=first, last_name=last, password=hashed))
        people.append(_person(first, last, slug, email, company, woman=woman, second=second, rng=rng))
    for person, user in zip(people, User.objects.bulk_create(users, batch_size=500), strict=True):
        person.user = user
    EmailAddress.objects.bulk_create(
        (EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users), batch_size=500
    )
    return Person.objects.bulk_create(people, batch_size=500)


def _person(
    first: str, last: str, slug: str, email: str, company: Company, *, woman: bool, second: bool, rng: random.Random
) -> Person:
    row = next(row for row in DATA["trades"] if company.trade and row["name"] == company.trade.name)
    public = rng.random() < PUBLIC_SHARE
    visibility = default_visibility()
    if public:
        for name in ("photo", "company", "position", "trade", "pitch", "offers", "seeks", "city", "website"):
            visibility[name] = Visibility.EVERYONE.value
    position = rng.choice(DATA["positions"][3:]) if second else ("Inhaberin" if woman else "Inhaber")
    return Person(
        salutation=Person.Salutation.MRS if woman else Person.Salutation.MR,
        first_name=first,
        last_name=last,
        slug=slug,
        email=email,
        company=company,
        position=position,
        trade=company.trade,
        phone=company.phone,
        mobile=f"0171 39200{rng.randint(10, 99)}",
        street=company.street,
        postcode=company.postcode,
        city=company.city,
        pitch=rng.choice(row["pitches"]),
        website=company.website,
        interests=", ".join(rng.sample(DATA["interests"], 2)),
        listed=Visibility.EVERYONE if public else Visibility.MEMBERS,
        visibility=visibility,
        sort_key=sort_key(last, first),
    )


def _make_memberships(people: list[Person], today: date, rng: random.Random) -> None:
    """Numbers in the order of joining; one in twenty of those who came long ago has left again.

    One company in six is the member itself: there the first of its people has the vote, the second is a contact person.
    """
    full, supporting, corporate = (
        MembershipType.objects.get_or_create(key=key, defaults={"name": name})[0] for key, name in TYPES.items()
    )
    joined = sorted(today - timedelta(days=rng.randint(20, 14 * 365)) for _ in people)
    members: list[Member] = []
    periods: list[Membership] = []
    seats: list[Seat] = []
    by_company: dict[int, Member] = {}
    companies = len({person.company_id for person in people})
    for index, person in enumerate(people):
        company = person.company if index % companies % 6 == 5 and companies > 20 else None
        member = by_company.get(person.company_id or 0) if company else None
        if member is None:
            owner: dict[str, Any] = {"company": company} if company else {"person": person}
            member = Member(number=f"{len(members) + 1:05}", **owner)
            members.append(member)
            kind = corporate if company else supporting if index % 12 == 11 else full
            periods.append(
                _period(member, kind, joined[index], None if company else _left(index, joined[index], today))
            )
        if company:
            role = Seat.Role.CONTACT if company.pk in by_company else Seat.Role.REPRESENTATIVE
            by_company[company.pk] = member
            seats.append(Seat(member=member, person=person, role=role, from_on=joined[index]))
    Member.objects.bulk_create(members, batch_size=500)
    Membership.objects.bulk_create(periods, batch_size=500)
    Seat.objects.bulk_create(seats, batch_size=500)


def _left(index: int, joined_on: date, today: date) -> date | None:
    long_ago = joined_on < today - timedelta(days=400)
    return date(today.year, 1, 1) if index >= 20 and index % 20 == 5 and long_ago else None


def _period(member: Member, kind: MembershipType, from_on: date, until_on: date | None) -> Membership:
    reason = EndReason.NOTICE if until_on else ""
    return Membership(member=member, type=kind, from_on=from_on, until_on=until_on, end_reason=reason)


def _make_tags(people: list[Person], rng: random.Random) -> None:
    names = sorted({name for row in DATA["trades"] for key in ("offers", "seeks") for name in row[key]})
    tags = {name: Tag.objects.get_or_create(name=name, defaults={"slug": slugify(name)})[0] for name in names}
    rows = {row["name"]: row for row in DATA["trades"]}
    offered, sought = [], []
    for person in people:
        row = rows[person.trade.name] if person.trade else DATA["trades"][0]
        offered += [
            OfferedTag(content_object=person, tag=tags[name])
            for name in rng.sample(row["offers"], min(2, len(row["offers"])))
        ]
        sought += [SoughtTag(content_object=person, tag=tags[rng.choice(row["seeks"])])]
    OfferedTag.objects.bulk_create(offered, batch_size=500)
    SoughtTag.objects.bulk_create(sought, batch_size=500)


def save_photo(person: Person, png: bytes, now: datetime) -> None:
    picture = read_picture(io.BytesIO(png), size=len(png), square=True)
    update_photo(person, picture=picture, visibility=person.visibility["photo"], remove=False, actor=None, now=now)


def _record_consents(people: list[Person], now: datetime) -> None:
    """What is shown to everyone was agreed to (domain L-DP-3): by each for themselves, by one for the company."""
    kinds: list[tuple[Person, str]] = []
    speaks_for: set[int] = set()
    for person in people:
        if person.listed == Visibility.EVERYONE:
            public = [name for name, level in person.visibility.items() if level == Visibility.EVERYONE]
            kinds += [(person, f"public:{name}") for name in (*public, "listed")]
        company = person.company
        if company and company.listed == Visibility.EVERYONE and company.pk not in speaks_for:
            speaks_for.add(company.pk)
            kinds.append((person, f"public:company:{company.pk}"))
    Consent.objects.bulk_create(
        (
            Consent(person=person, kind=kind, text_version=CONSENT_TEXT, given_at=now, source="/mein/profil/")
            for person, kind in kinds
        ),
        batch_size=500,
    )
