"""Applying: three steps, a mail, a link; nobody learns whether an address is known."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from members.admission.actions.apply import Draft, confirm, submit
from members.admission.actions.refusal import AdmissionRefused
from members.admission.models import AdmissionSettings, Application, State
from members.models import Membership, MembershipType, Statutes
from tests.factories import MemberFactory, make_application
from tests.factories import make_statutes as _make_statutes
from verein.models import LogEntry, Mail

pytestmark = pytest.mark.django_db


def make_statutes(**rules: Any) -> Statutes:
    """Statutes with one type, unless they name others."""
    return _make_statutes(**{"types": [{"key": "full", "name": "Ordentliches Mitglied"}], **rules})


WHO = {
    "kind": "person",
    "first_name": "Frauke",
    "last_name": "Ahlers",
    "email": "Frauke@Example.org",
    "street": "Am Deich 4",
    "postcode": "48999",
    "city": "Emsbogen",
}


def opened(seconds: int = 60) -> str:
    return signing.dumps((timezone.now() - timedelta(seconds=seconds)).timestamp(), salt="admission.apply")


def post_who(client: Client, **changes: Any) -> Any:
    return client.post("/mitglied-werden/antrag/", {**WHO, "opened": opened(), **changes})


def texts() -> dict[str, str]:
    return {f"text_{kind}": "on" for kind in ("statutes", "dues", "privacy", "principles")} | {"in_directory": "on"}


def apply_by_form(client: Client, second: dict[str, str] | None = None, **who: Any) -> Any:
    post_who(client, **who)
    client.post("/mitglied-werden/antrag/art/", {"type": "full", **(second or {})})
    return client.post("/mitglied-werden/antrag/einwilligung/", {**texts(), "condition_0": "on"})


def link(mail: Mail) -> str:
    found = re.search(r"/antrag/\S+/bestaetigen/", mail.text)
    assert found, mail.text
    return found[0]


def test_apply_sends_a_link_and_only_the_link_makes_it_arrive(client: Client) -> None:
    make_statutes()
    response = apply_by_form(client)
    assert response["Location"] == "/mitglied-werden/antrag/danke/"
    application = Application.objects.get()
    assert (application.state, application.email) == (State.RECEIVED, "frauke@example.org")
    mail = Mail.objects.get()
    assert (mail.to, mail.kind) == ("frauke@example.org", "admission/mail/confirm")

    address = link(mail)
    assert Client().get(address).status_code == 200
    application.refresh_from_db()
    assert application.state == State.RECEIVED  # opening the page confirms nothing: mail scanners do that
    assert Client().post(address)["Location"] == f"/antrag/{application.token}/"
    application.refresh_from_db()
    assert application.state == State.OPEN
    assert "Die Entscheidung liegt bei" in Mail.objects.get(kind="admission/mail/received").text
    assert Mail.objects.get(kind="admission/mail/office_new").to == "buero@example.org"
    assert LogEntry.objects.filter(action="admission.confirm", object_id=str(application.pk)).exists()


def test_apply_sets_no_cookie_on_the_page_before_the_form(client: Client) -> None:
    make_statutes()
    response = client.get("/mitglied-werden/")
    assert response.status_code == 200
    assert not response.cookies
    assert "/mitglied-werden/antrag/" in response.content.decode()


def test_apply_page_says_how_admission_goes_beside_the_text_of_the_editors(client: Client) -> None:
    make_statutes(
        admission={"decision": "board", "guest_visits": 2, "appeal": {"decision": {"body": "general_meeting"}}}
    )
    page = client.get("/mitglied-werden/").content.decode()
    assert "Wie viel Zeit es braucht" in page  # the editors' words
    assert "2 Treffen" in page
    assert "Vorstand" in page
    assert "Mitgliederversammlung" in page


def test_apply_with_a_known_address_looks_the_same_and_the_mail_tells(client: Client) -> None:
    make_statutes()
    member = MemberFactory().person
    known = apply_by_form(client, email=member.email)
    stranger = apply_by_form(Client(), email="neu@example.org")
    assert (known.status_code, known["Location"]) == (stranger.status_code, stranger["Location"])
    assert Mail.objects.get(to=member.email).kind == "admission/mail/already_member"
    assert not Application.objects.filter(email__iexact=member.email).exists()


def test_apply_twice_joins_the_second_to_the_first(client: Client) -> None:
    make_statutes()
    first = make_application(email="frauke@example.org")
    apply_by_form(client, second={"reason": "Ich habe noch etwas vergessen."})
    mail = Mail.objects.get(kind="admission/mail/confirm")
    assert f"/antrag/{first.token}/" in mail.text  # "your application is already under way"
    second = Application.objects.exclude(pk=first.pk).get()
    assert client.post(link(mail))["Location"] == f"/antrag/{first.token}/"
    second.refresh_from_db()
    assert (second.state, second.joined_to) == (State.JOINED, first)
    assert first.messages.get().text == "Ich habe noch etwas vergessen."


def test_apply_going_back_loses_nothing(client: Client) -> None:
    make_statutes()
    post_who(client)
    response = client.post("/mitglied-werden/antrag/art/", {"reason": "Halb geschrieben", "back": "1"})
    assert response["Location"] == "/mitglied-werden/antrag/"
    assert 'value="Ahlers"' in client.get("/mitglied-werden/antrag/").content.decode()
    assert "Halb geschrieben" in client.get("/mitglied-werden/antrag/art/").content.decode()


def test_apply_steps_in_the_wrong_order_lead_to_the_first(client: Client) -> None:
    make_statutes()
    assert client.get("/mitglied-werden/antrag/art/")["Location"] == "/mitglied-werden/antrag/"
    assert client.get("/mitglied-werden/antrag/einwilligung/")["Location"] == "/mitglied-werden/antrag/"


@pytest.mark.parametrize("change", [{"website": "https://spam.example"}, {"opened": ""}, {"opened": "foreign"}])
def test_apply_by_a_program_stores_nothing(client: Client, change: dict[str, str]) -> None:
    make_statutes()
    apply_by_form(client, None, **change)
    assert not Application.objects.exists()
    assert not Mail.objects.exists()


def test_apply_in_a_second_is_too_quick(client: Client) -> None:
    make_statutes()
    response = post_who(client, opened=opened(seconds=1))
    assert response.status_code == 200
    assert "sehr schnell" in response.content.decode()
    assert 'value="Ahlers"' in response.content.decode()


def test_apply_full_of_links_is_refused_with_a_sentence(client: Client) -> None:
    make_statutes()
    post_who(client)
    spam = "https://a.example https://b.example https://c.example"
    response = client.post("/mitglied-werden/antrag/art/", {"type": "full", "reason": spam})
    assert "höchstens zwei Links" in response.content.decode()


def test_apply_too_often_from_one_connection_waits_and_keeps_everything(client: Client) -> None:
    make_statutes()
    for number in range(5):
        assert apply_by_form(client, email=f"a{number}@example.org").status_code == 302
    response = apply_by_form(client, email="a6@example.org")
    assert response.status_code == 429
    assert Application.objects.count() == 5
    assert "a6@example.org" in response.content.decode()


def test_apply_without_consent_to_the_texts_is_not_sent(client: Client) -> None:
    make_statutes()
    post_who(client)
    client.post("/mitglied-werden/antrag/art/", {"type": "full"})
    response = client.post("/mitglied-werden/antrag/einwilligung/", {"text_statutes": "on"})
    assert response.status_code == 200
    assert not Application.objects.exists()


def test_apply_records_conditions_and_texts_with_their_versions(client: Client) -> None:
    make_statutes(
        effective_on=date(2024, 5, 1),
        admission={"conditions": ["Betrieb im Stadtgebiet"], "consents": ["Fotos auf der Website"]},
    )
    apply_by_form(client)
    application = Application.objects.get()
    assert application.conditions == ["Betrieb im Stadtgebiet"]
    versions = {row["kind"]: row["version"] for row in application.consents}
    assert versions["statutes"] == "2024-05-01"
    assert versions["privacy"] == timezone.localdate().isoformat()
    assert "Fotos auf der Website" not in versions  # optional, and not ticked


def test_apply_as_a_company_names_who_represents_it(client: Client) -> None:
    make_statutes()
    post_who(client, kind="company")
    assert "Namen des Unternehmens an" in post_who(client, kind="company").content.decode()
    who = {"kind": "company", "company_name": "Werft Ahlers GmbH", "contact_last_1": "Ude", "contact_first_1": "Jan"}
    apply_by_form(client, None, **who)
    application = Application.objects.get()
    assert application.name == "Werft Ahlers GmbH"
    assert application.contacts == [{"first_name": "Jan", "last_name": "Ude", "email": ""}]


def test_apply_offers_only_types_one_can_apply_for(client: Client) -> None:
    make_statutes(
        types=[
            {"key": "full", "name": "Ordentliches Mitglied", "holders": ["company"]},
            {"key": "junior", "name": "Junior", "holders": ["person"], "max_age": 25},
            {"key": "honorary", "name": "Ehrenmitglied", "granted": "general_meeting"},
        ]
    )
    post_who(client)
    page = client.get("/mitglied-werden/antrag/art/").content.decode()
    assert 'value="junior"' in page
    assert 'value="full"' not in page
    assert 'value="honorary"' not in page
    response = client.post("/mitglied-werden/antrag/art/", {"type": "junior"})
    assert "Altersgrenze" in response.content.decode()  # the birthday is asked for


def test_apply_asks_for_as_many_sponsors_as_the_statutes_want(client: Client) -> None:
    make_statutes(admission={"sponsors": 1})
    post_who(client)
    response = client.post("/mitglied-werden/antrag/art/", {"type": "full"})
    assert "sponsor_name_1" in response.context["form"].errors


def test_apply_is_closed_by_the_setting_and_where_members_are_invited(client: Client) -> None:
    make_statutes(admission={"mode": "invitation"})
    assert "eingeladen" in client.get("/mitglied-werden/antrag/").content.decode()
    make_statutes(effective_on=date(2020, 1, 1))
    AdmissionSettings.objects.update_or_create(defaults={"is_open": False})
    page = client.get("/mitglied-werden/antrag/").content.decode()
    assert "zurzeit nicht möglich" in page


def _draft(**fields: Any) -> Draft:
    type_ = MembershipType.objects.get(key="full")
    values = {key: value for key, value in WHO.items() if key != "kind"}
    return Draft(fields={**values, "kind": "person", "type": type_, "language": "de", **fields})


def test_confirm_after_seven_days_is_too_late_and_twice_is_refused() -> None:
    make_statutes()
    now = timezone.now()
    late = submit(draft=_draft(), now=now - timedelta(days=8))
    assert late
    with pytest.raises(AdmissionRefused, match="sieben Tage"):
        confirm(late, now=now)
    fresh = submit(draft=_draft(email="b@example.org"), now=now)
    assert fresh
    confirm(fresh, now=now)
    with pytest.raises(AdmissionRefused, match="bereits bestätigt"):
        confirm(fresh, now=now)


def test_confirm_asks_only_sponsors_who_are_members() -> None:
    make_statutes()
    member = MemberFactory().person
    draft = Draft(fields=_draft().fields, sponsors=(("Jonas", member.email), ("Fremd", "fremd@example.org")))
    application = submit(draft=draft, now=timezone.now())
    assert application
    assert not Mail.objects.filter(kind="admission/mail/sponsor").exists()  # not before the address is proven
    confirm(application, now=timezone.now())
    assert [mail.to for mail in Mail.objects.filter(kind="admission/mail/sponsor")] == [member.email]
    asked = application.sponsors.get(person=member)
    response = Client().post(f"/buergschaft/{asked.token}/", {"agrees": "yes"})
    assert response.status_code == 302
    asked.refresh_from_db()
    assert asked.agrees is True
    assert "bereits geantwortet" in Client().get(f"/buergschaft/{asked.token}/").content.decode()


def test_declaration_makes_a_member_at_once_and_can_be_refused_later() -> None:
    make_statutes(admission={"mode": "declaration", "veto": {"by": "board", "period": "6 months"}})
    now = datetime(2025, 2, 10, 12, tzinfo=UTC)
    application = submit(draft=_draft(), now=now)
    assert application
    confirm(application, now=now)
    application.refresh_from_db()
    assert (application.state, application.veto_until) == (State.ADMITTED, date(2025, 8, 10))
    assert Membership.objects.get().from_on == date(2025, 2, 10)
