"""Who may see what of a profile: pages, files and cards, for every kind of viewer and every level."""

import io
from datetime import date
from typing import Any

import pytest
import vobject
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from members.models import PERSON_FIELDS, Company, Person, Trade, Visibility
from members.queries import Viewer, for_profiles, visible_profile
from tests.factories import CompanyFactory, MemberFactory, UserFactory, sign_in, user_in_group

pytestmark = pytest.mark.django_db

EVERYONE, MEMBERS, BOARD, NOBODY = (str(level) for level in Visibility.values)
LEVELS = (EVERYONE, MEMBERS, BOARD, NOBODY)
# What each kind of viewer sees of the four levels.
VIEWERS = {
    "visitor": {EVERYONE},
    "guest": {EVERYONE},
    "former": {EVERYONE},
    "member": {EVERYONE, MEMBERS},
    "board": {EVERYONE, MEMBERS, BOARD},
}


def viewer_client(kind: str) -> Client:
    client = Client()
    if kind == "guest":
        return sign_in(client, UserFactory())
    if kind == "former":
        return sign_in(client, MemberFactory(period__until_on=date(2025, 1, 1)).person.user)
    if kind == "member":
        return sign_in(client, MemberFactory().person.user)
    if kind == "board":
        return sign_in(client, user_in_group("Board"))
    return client


def webp(colour: str = "teal") -> ContentFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 40), colour).save(out, "WEBP")
    return ContentFile(out.getvalue(), name="bild.webp")


def full_person(*, listed: str = EVERYONE, level: str = EVERYONE, **fields: Any) -> Person:
    """A member whose every field is filled and visible to `level`."""
    person = MemberFactory(person__company__name="Kötter Holzbau", person__company__listed=EVERYONE).person
    person.listed, person.visibility = listed, dict.fromkeys(PERSON_FIELDS, level)
    person.position, person.pitch, person.about = (
        "Zimmermeister",
        "Ich baue Dächer.",
        "Seit 1987 in dritter Generation.",
    )
    person.phone, person.mobile, person.city = "05971 11111", "0171 22222", "Emsdetten"
    person.email = "geheim@example.org"
    person.website, person.links, person.interests = "https://dach.example", ["https://www.holz.example/wir"], "Imkern"
    person.trade = Trade.objects.get_or_create(name="Zimmerei", slug="zimmerei")[0]
    person.photo, person.photo_small = webp(), webp()
    for name, value in fields.items():
        setattr(person, name, value)
    person.save()
    person.offers.add("Dachstühle")
    person.seeks.add("Dachdecker")
    return person


CONTENTS = [
    "Zimmermeister",
    "Ich baue Dächer.",
    "Seit 1987",
    "05971 11111",
    "0171 22222",
    "Emsdetten",
    "geheim@example.org",
    "dach.example",
    "holz.example",
    "Imkern",
    "Zimmerei",
    "Dachstühle",
    "Dachdecker",
    "Kötter Holzbau",
]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("kind", VIEWERS)
def test_profile_shows_each_field_to_those_its_owner_chose(kind: str, level: str) -> None:
    person = full_person(level=level)
    page = viewer_client(kind).get(reverse("person_profile", args=[person.slug])).content.decode()
    assert person.name in page
    for content in CONTENTS:
        assert (content in page) == (level in VIEWERS[kind]), content


@pytest.mark.parametrize("listed", LEVELS)
@pytest.mark.parametrize("kind", VIEWERS)
def test_profile_photo_and_card_answer_404_to_whom_the_profile_is_hidden(kind: str, listed: str) -> None:
    person = full_person(listed=listed)
    client = viewer_client(kind)
    expected = 200 if listed in VIEWERS[kind] else 404
    for name, args in (
        ("person_profile", []),
        ("person_card", []),
        ("person_photo", ["klein"]),
        ("person_photo", ["gross"]),
    ):
        assert client.get(reverse(name, args=[person.slug, *args])).status_code == expected, name


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("kind", VIEWERS)
def test_photo_by_its_direct_address_follows_the_visibility_of_the_field(kind: str, level: str) -> None:
    person = full_person()
    person.visibility["photo"] = level
    person.save()
    response = viewer_client(kind).get(reverse("person_photo", args=[person.slug, "gross"]))
    assert response.status_code == (200 if level in VIEWERS[kind] else 404)


def test_photo_that_only_members_see_is_kept_by_no_cache() -> None:
    person = full_person(level=MEMBERS)
    client = viewer_client("member")
    response = client.get(reverse("person_photo", args=[person.slug, "klein"]))
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Type"] == "image/webp"
    again = client.get(
        reverse("person_photo", args=[person.slug, "klein"]), headers={"If-None-Match": response["ETag"]}
    )
    assert again.status_code == 304
    person.visibility["photo"] = NOBODY
    person.save()
    gone = client.get(reverse("person_photo", args=[person.slug, "klein"]), headers={"If-None-Match": response["ETag"]})
    assert gone.status_code == 404


def test_photo_for_everyone_may_be_kept_but_is_asked_for_again(client: Client) -> None:
    person = full_person()
    response = client.get(reverse("person_photo", args=[person.slug, "klein"]))
    assert response["Cache-Control"] == "public, no-cache"


def test_photo_is_shown_to_its_owner_whoever_else_may_see_it() -> None:
    person = full_person(listed=NOBODY, level=NOBODY)
    assert person.user
    client = sign_in(Client(), person.user)
    response = client.get(reverse("person_photo", args=[person.slug, "klein"]))
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("kind", VIEWERS)
def test_former_member_vanishes_for_everybody(kind: str) -> None:
    person = full_person()
    person.member.periods.update(until_on=timezone.localdate())
    client = viewer_client(kind)
    for name, args in (("person_profile", []), ("person_card", []), ("person_photo", ["klein"])):
        assert client.get(reverse(name, args=[person.slug, *args])).status_code == 404, name


@pytest.mark.parametrize("listed", LEVELS)
@pytest.mark.parametrize("kind", VIEWERS)
def test_company_and_its_logo_answer_404_to_whom_it_is_hidden(kind: str, listed: str) -> None:
    person = full_person()
    Company.objects.filter(pk=person.company_id).update(listed=listed)
    company = Company.objects.get(pk=person.company_id)
    company.logo, company.logo_small = webp(), webp()
    company.save()
    client = viewer_client(kind)
    expected = 200 if listed in VIEWERS[kind] else 404
    assert client.get(reverse("company_profile", args=[company.slug])).status_code == expected
    assert client.get(reverse("company_logo", args=[company.slug, "klein"])).status_code == expected


def test_company_without_members_is_not_shown(client: Client) -> None:
    company = CompanyFactory(listed=EVERYONE)
    assert client.get(reverse("company_profile", args=[company.slug])).status_code == 404


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("kind", VIEWERS)
def test_company_page_names_only_people_who_show_that_they_belong_to_it(kind: str, level: str) -> None:
    person = full_person()
    person.visibility["company"] = level
    person.save()
    assert person.company
    page = viewer_client(kind).get(reverse("company_profile", args=[person.company.slug])).content.decode()
    assert (person.name in page) == (level in VIEWERS[kind])


def test_card_holds_what_the_asker_may_see_and_nothing_else() -> None:
    person = full_person()
    person.visibility |= {"mobile": MEMBERS, "email": BOARD, "phone": NOBODY, "photo": MEMBERS}
    person.save()
    address = reverse("person_card", args=[person.slug])
    visitor = vobject.readOne(Client().get(address).content.decode())
    assert visitor.fn.value == person.name
    assert visitor.n.value.family == person.last_name
    assert visitor.org.value == ["Kötter Holzbau"]
    assert visitor.title.value == "Zimmermeister"
    assert not {"tel", "email", "photo"} & set(visitor.contents)
    member = vobject.readOne(viewer_client("member").get(address).content.decode())
    assert [tel.value for tel in member.contents["tel"]] == ["0171 22222"]
    assert Image.open(io.BytesIO(member.photo.value)).format == "JPEG"
    assert "email" not in member.contents
    board = vobject.readOne(viewer_client("board").get(address).content.decode())
    assert board.email.value == "geheim@example.org"
    assert [tel.value for tel in board.contents["tel"]] == ["0171 22222"]


def test_card_cannot_be_given_foreign_lines() -> None:
    person = full_person(pitch="Dächer\nEMAIL:boese@example.org", position="Chef;\r\nTEL:110")
    card = vobject.readOne(Client().get(reverse("person_card", args=[person.slug])).content.decode())
    assert card.email.value == "geheim@example.org"
    assert "110" not in [tel.value for tel in card.contents["tel"]]


def test_structured_data_and_indexing_only_where_everyone_may_see(client: Client) -> None:
    person = full_person()
    person.visibility["email"] = MEMBERS
    person.pitch = "</script><script>alert(1)</script>"
    person.save()
    page = viewer_client("member").get(reverse("person_profile", args=[person.slug])).content.decode()
    data = page.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert person.name in data
    assert "geheim@example.org" not in data
    assert "<script>alert" not in page
    assert "noindex" not in page
    person.listed = MEMBERS
    person.save()
    page = viewer_client("member").get(reverse("person_profile", args=[person.slug])).content.decode()
    assert "ld+json" not in page
    assert "noindex" in page


def test_visible_profile_of_a_guest_carries_nothing_but_the_name() -> None:
    person = full_person(listed=MEMBERS)
    profile = visible_profile(for_profiles(Person.objects.all(), timezone.localdate()).get(pk=person.pk), Viewer())
    assert (profile.name, profile.shown, profile.url, profile.photo, profile.email) == (person.name, False, "", "", "")
    assert not profile.offers + profile.seeks + profile.links


def test_profile_names_the_year_of_joining(client: Client) -> None:
    person = full_person()
    assert "Mitglied seit 2020" in client.get(reverse("person_profile", args=[person.slug])).content.decode()
