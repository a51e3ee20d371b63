"""The own profile: what the form saves, who may use it, consents, the preview."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from members.forms.profile import ProfileForm
from members.models import Company, Consent, Person, Trade, Visibility
from tests.factories import MemberFactory, PersonFactory, UserFactory, sign_in
from tests.members.test_visibility import EVERYONE, MEMBERS, NOBODY, full_person
from verein.models import LogEntry

pytestmark = pytest.mark.django_db


def signed_in(person: Person) -> Client:
    assert person.user
    return sign_in(Client(), person.user)


@pytest.fixture
def person() -> Person:
    return MemberFactory().person


@pytest.fixture
def own(person: Person) -> Client:
    return signed_in(person)


def typed(person: Person, **values: Any) -> dict[str, Any]:
    """What the form would send for `person`, with `values` typed over it."""
    form = ProfileForm(person=person)
    data = {name: form[name].value() for name, field in form.fields.items() if not field.disabled}
    return {name: value for name, value in (data | values).items() if value not in (None, False)}


def jpeg(size: tuple[int, int] = (600, 300), **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "JPEG", **options)
    return out.getvalue()


def upload(content: bytes, name: str = "ich.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


def test_profile_saves_every_field_and_who_may_see_it(own: Client, person: Person) -> None:
    trade = Trade.objects.create(name="Zimmerei", slug="zimmerei")
    values = {
        "pitch": "Ich baue Dächer.",
        "position": "Zimmermeister",
        "trade": trade.pk,
        "offers": "Dachstühle, Treppen",
        "seeks": "Dachdecker",
        "about": "Seit 1987.",
        "interests": "Imkern",
        "phone": "05971 / 123-45",
        "mobile": "+49 171 22222",
        "city": "Emsdetten",
        "website": "www.dach.example",
        "links": "holz.example/wir\nhttps://netz.example/jk",
        "language": "en",
        "listed": EVERYONE,
        "visible_phone": NOBODY,
        "visible_pitch": EVERYONE,
        "visible_email": "board",
    }
    slug = person.slug
    response = own.post("/mein/profil/", typed(person, **values))
    assert response.status_code == 302, response.content.decode()
    person.refresh_from_db()
    assert (person.pitch, person.position, person.trade) == ("Ich baue Dächer.", "Zimmermeister", trade)
    assert set(person.offers.names()) == {"Dachstühle", "Treppen"}
    assert (person.phone, person.mobile, person.language) == ("05971 / 123-45", "+49 171 22222", "en")
    assert person.website == "https://www.dach.example"
    assert person.links == ["https://holz.example/wir", "https://netz.example/jk"]
    assert (person.listed, person.slug) == (EVERYONE, slug)
    assert person.visibility["phone"] == NOBODY
    assert person.visibility["email"] == "board"
    assert "daecher" in person.search_public
    assert "treppen" not in person.search_public
    assert "treppen" in person.search_members
    entry = LogEntry.objects.get(action="members.update_profile")
    assert {"pitch", "offers", "links", "visibility.phone"} <= set(entry.fields)
    assert entry.actor_id == person.user_id
    assert "Dächer" not in str(entry.fields)


def test_profile_saved_unchanged_writes_nothing(own: Client, person: Person) -> None:
    own.post("/mein/profil/", typed(person, offers="Treppen", show_on_lists="on"))
    before = LogEntry.objects.count()
    assert own.post("/mein/profil/", typed(Person.objects.get(pk=person.pk))).status_code == 302
    assert LogEntry.objects.count() == before


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("website", "javascript:alert(1)", "gültige"),
        ("links", "https://gut.example\njavascript:alert(1)", "keine Internetadresse"),
        ("links", "ftp://alt.example", "keine Internetadresse"),
        ("links", "\n".join(f"seite{n}.example" for n in range(7)), "höchstens 6"),
        ("phone", "rufen Sie an", "Telefonnummer"),
        ("offers", ",".join(f"Ding {n}" for n in range(13)), "höchstens 12"),
        ("offers", "x" * 41, "zu lang"),
        ("pitch", "x" * 161, "160"),
        ("visible_phone", "alle", "gültige Auswahl"),
    ],
)
def test_profile_with_bad_input_says_why_and_keeps_what_was_typed(
    own: Client, person: Person, field: str, value: str, message: str
) -> None:
    page = own.post("/mein/profil/", typed(person, **{field: value, "about": "Mit Mühe getippt"})).content.decode()
    assert message in page
    assert "Mit Mühe getippt" in page
    person.refresh_from_db()
    assert person.about == ""


def test_keywords_are_joined_when_they_only_differ_in_spelling(own: Client, person: Person) -> None:
    other = MemberFactory().person
    other.offers.add("Küchenbau")
    own.post("/mein/profil/", typed(person, offers="kuechenbau; KÜCHENBAU,  Treppen ,treppen,,"))
    assert set(person.offers.names()) == {"Küchenbau", "Treppen"}


def test_profile_form_suggests_only_keywords_members_may_see(own: Client) -> None:
    hidden = full_person(level=NOBODY)
    hidden.offers.add("Geheimes Handwerk")
    shown = full_person(level=MEMBERS)
    shown.offers.add("Offenes Handwerk")
    page = own.get("/mein/profil/").content.decode()
    assert "Offenes Handwerk" in page
    assert "Geheimes Handwerk" not in page


def test_profile_form_has_a_named_choice_of_who_sees_each_field(own: Client) -> None:
    page = own.get("/mein/profil/").content.decode()
    for label in (
        "Sichtbar für: Telefon",
        "Sichtbar für: Ich biete",
        "Sichtbar für: E-Mail",
        "Sichtbar für: Firma",
    ):
        assert label in page
    assert "auf keiner Seite gezeigt" in page


def test_profile_cannot_change_company_or_address_of_the_account(own: Client, person: Person) -> None:
    own.post("/mein/profil/", typed(person, email="fremd@example.org", company="Fremd GmbH", pitch="Hallo"))
    changed = Person.objects.get(pk=person.pk)
    assert (changed.email, changed.company_id, changed.pitch) == (person.email, person.company_id, "Hallo")


def test_consent_is_written_down_and_withdrawn_with_the_choice(own: Client, person: Person) -> None:
    own.post("/mein/profil/", typed(person, listed=EVERYONE, visible_city=EVERYONE))
    assert set(person.consents.values_list("kind", flat=True)) == {"public:listed", "public:city"}
    own.post("/mein/profil/", typed(Person.objects.get(pk=person.pk), visible_city=MEMBERS))
    assert person.consents.get(kind="public:city").withdrawn_at
    assert not person.consents.get(kind="public:listed").withdrawn_at
    own.post("/mein/profil/", typed(Person.objects.get(pk=person.pk), listed=MEMBERS))
    assert not Consent.objects.filter(withdrawn_at=None).exists()


def test_nothing_is_public_at_first(client: Client, person: Person) -> None:
    assert client.get(reverse("person_profile", args=[person.slug])).status_code == 404
    assert set(person.visibility.values()) == {Visibility.MEMBERS}
    assert not person.consents.exists()


def test_taking_back_publicity_works_at_once(own: Client, person: Person) -> None:
    own.post("/mein/profil/", typed(person, listed=EVERYONE, visible_pitch=EVERYONE, pitch="Ich baue Dächer."))
    own.post("/mein/profil/foto/", {"picture": upload(jpeg()), "visible_photo": EVERYONE})
    visitor = Client()
    addresses = [reverse("person_profile", args=[person.slug]), reverse("person_photo", args=[person.slug, "klein"])]
    assert [visitor.get(address).status_code for address in addresses] == [200, 200]
    assert person.name in visitor.get("/mitglieder/?q=daecher").content.decode()
    own.post("/mein/profil/", typed(Person.objects.get(pk=person.pk), listed=MEMBERS))
    assert [visitor.get(address).status_code for address in addresses] == [404, 404]
    assert person.name not in visitor.get("/mitglieder/?q=daecher").content.decode()


def test_company_is_changed_by_its_people_only(own: Client, person: Person) -> None:
    data = {"listed": EVERYONE, "about": "Wir bauen.", "city": "Rheine", "website": "dach.example", "phone": "05971 1"}
    assert own.post("/mein/profil/firma/", data | {"phone": "05971 12345", "name": "Geklaut"}).status_code == 302
    company = Company.objects.get(pk=person.company_id)
    assert (company.about, company.listed, company.website) == ("Wir bauen.", EVERYONE, "https://dach.example")
    assert company.name != "Geklaut"
    assert "wir bauen" in company.search_text
    assert Consent.objects.get().kind == f"public:company:{company.pk}"
    own.post("/mein/profil/firma/", data | {"phone": "", "listed": MEMBERS})
    assert Consent.objects.get().withdrawn_at
    assert LogEntry.objects.filter(action="members.update_company").count() == 2


OWN_PAGES = (
    "/mein/profil/",
    "/mein/profil/foto/",
    "/mein/profil/firma/",
    "/mein/profil/firma/logo/",
    "/mein/profil/vorschau/",
)


@pytest.mark.parametrize("path", OWN_PAGES)
def test_own_pages_are_for_whom_they_belong_to(path: str, own: Client) -> None:
    assert Client().get(path)["Location"].startswith("/konto/login/")
    assert sign_in(Client(), UserFactory()).get(path).status_code == 403
    response = own.get(path)
    assert response.status_code == 200
    assert "private" in response["Cache-Control"]
    former = MemberFactory(period__until_on=date(2025, 1, 1)).person
    assert signed_in(former).get(path)["Location"].startswith("/konto/login/")
    admitted = MemberFactory(period__from_on=timezone.localdate() + timedelta(days=30)).person
    expected = 403 if "firma" in path else 200
    assert signed_in(admitted).get(path).status_code == expected


def test_admitted_person_is_told_that_nobody_sees_the_profile_yet() -> None:
    admitted = MemberFactory(period__from_on=timezone.localdate() + timedelta(days=30)).person
    client = signed_in(admitted)
    assert "Sie sind zurzeit nicht Mitglied" in client.get("/mein/profil/").content.decode()


def test_person_without_a_company_has_no_company_page() -> None:
    person = MemberFactory(person=PersonFactory(company=None)).person
    client = signed_in(person)
    assert client.get("/mein/profil/firma/").status_code == 403
    assert "Firma bearbeiten" not in client.get("/mein/profil/").content.decode()


@pytest.mark.parametrize(("eyes", "sees"), [("gast", {"a"}), ("mitglied", {"a", "b"}), ("vorstand", {"a", "b", "c"})])
def test_preview_shows_the_profile_through_the_eyes_of_others(eyes: str, sees: set[str]) -> None:
    person = full_person()
    person.visibility |= {"pitch": EVERYONE, "about": MEMBERS, "interests": "board", "phone": NOBODY}
    person.save()
    page = signed_in(person).get(f"/mein/profil/vorschau/?als={eyes}").content.decode()
    texts = {"a": "Ich baue Dächer.", "b": "Seit 1987", "c": "Imkern", "d": "05971 11111"}
    assert {key for key, text in texts.items() if text in page} == sees


def test_preview_says_when_they_see_nothing() -> None:
    person = full_person(listed=MEMBERS)
    client = signed_in(person)
    assert "nicht sichtbar" in client.get("/mein/profil/vorschau/?als=gast").content.decode()
    assert "Ich baue" in client.get("/mein/profil/vorschau/?als=mitglied").content.decode()


def test_own_profile_page_leads_to_the_form() -> None:
    person = full_person()
    address = reverse("person_profile", args=[person.slug])
    assert "Profil bearbeiten" in signed_in(person).get(address).content.decode()
    assert "Profil bearbeiten" not in Client().get(address).content.decode()
