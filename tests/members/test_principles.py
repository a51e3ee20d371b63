"""The principles of the network: versions, acceptance, one mail, and nobody locked out."""

import html
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks import default_task_backend
from pytest_django import DjangoAssertNumQueries

from home.models import HomePage, TextPage
from members.actions.principles import (
    accept_principles,
    put_principles_in_force,
    remind_of_principles,
    take_back_principles,
    tell_members_of_principles,
    tell_of_principles,
)
from members.actions.refusal import MemberRefused
from members.admission.queries.offers import declarations
from members.models import Consent, Person, Principles
from members.rules.principles import Change, Paragraph, compare, paragraphs
from tests.factories import MemberFactory, sign_in
from verein.models import LogEntry, Mail

TEXT = "1. Erst einzahlen\nWer etwas beiträgt, wird nicht vergessen.\n\nDas ist alles."
NEW_TEXT = "1. Erst einzahlen\nWer etwas beiträgt, wird gesehen.\n\n2. Danke sagen\nPersönlich.\n\nDas ist alles."
TODAY = timezone.localdate()
database = pytest.mark.django_db


def make_principles(text: str = TEXT, in_force_on: date | None = date(2024, 3, 1), **fields: object) -> Principles:
    """A version members have been told of."""
    told_at = timezone.now() - timedelta(days=20)
    return Principles.objects.create(
        title="Unsere Grundsätze", text=text, in_force_on=in_force_on, told_at=told_at, **fields
    )


@pytest.fixture(autouse=True)
def _no_tasks() -> None:
    default_task_backend.clear()


def run_tasks() -> int:
    """What the worker would do; returns how many tasks about principles there were."""
    found = [each for each in default_task_backend.results if each.task == tell_members_of_principles]
    default_task_backend.clear()
    for each in found:
        tell_members_of_principles.call(*each.args, **each.kwargs)
    return len(found)


def text_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return html.unescape(response.content.decode())


# --- The words -------------------------------------------------------------------------------------------------------
def test_text_falls_into_paragraphs_with_headings() -> None:
    assert paragraphs("Vorwort.\r\n\r\nEins\nUnd mehr.\nNoch mehr.\n\n\n\n") == [
        Paragraph("", "Vorwort."),
        Paragraph("Eins", "Und mehr.\nNoch mehr."),
    ]


def test_comparison_shows_what_is_kept_rewritten_new_and_gone() -> None:
    found = compare(TEXT, NEW_TEXT)
    assert [each.kind for each in found] == ["changed", "new", "same"]
    assert found[0].text == [
        Change("same", "Wer etwas beiträgt, wird"),
        Change("old", "nicht vergessen."),
        Change("new", "gesehen."),
    ]
    assert [each.kind for each in compare(NEW_TEXT, TEXT)] == ["changed", "old", "same"]
    assert [each.kind for each in compare(TEXT, TEXT)] == ["same", "same"]


# --- In force --------------------------------------------------------------------------------------------------------
@database
def test_without_principles_nobody_is_asked_and_there_is_no_page(member_client: Client) -> None:
    make_principles(in_force_on=None)
    assert Client().get("/grundsaetze/").status_code == 404
    assert member_client.get(reverse("own_principles")).status_code == 404
    assert "Grundsätze" not in text_of(member_client, "/mein/").partition("</header>")[2].partition("<footer")[0]
    assert [each.kind for each in declarations(TODAY)] == ["statutes", "dues", "privacy"]
    page = TextPage(title="Unser Leitbild", slug="grundsaetze")
    HomePage.objects.get().add_child(instance=page)
    page.save_revision().publish()
    assert "Unser Leitbild" in text_of(Client(), "/grundsaetze/")  # the editors' own page is not hidden


@database
def test_versions_follow_each_other_and_one_in_force_never_changes() -> None:
    first = make_principles()
    draft = make_principles(NEW_TEXT, None)
    with pytest.raises(MemberRefused, match=r"1\. März 2024"):
        put_principles_in_force(draft, in_force_on=date(2024, 3, 1), actor=None, now=timezone.now())
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Principles.objects.filter(pk=first.pk).update(text="anders")
    empty = make_principles(" ", None)
    with pytest.raises(MemberRefused, match="Text"):
        put_principles_in_force(empty, in_force_on=TODAY, actor=None, now=timezone.now())


@database
def test_a_coming_version_counts_on_its_day_and_can_be_taken_back_before() -> None:
    make_principles()
    draft = Principles.objects.create(title="Neu", text=NEW_TEXT)
    person = MemberFactory().person
    put_principles_in_force(draft, in_force_on=TODAY + timedelta(days=1), actor=None, now=timezone.now())
    assert "Danke sagen" not in text_of(Client(), "/grundsaetze/")
    assert run_tasks() == 0
    with pytest.raises(MemberRefused, match="gilt schon"):
        take_back_principles(Principles.objects.earliest("in_force_on"), today=TODAY, actor=None)
    take_back_principles(draft, today=TODAY, actor=None)
    draft.refresh_from_db()
    assert draft.in_force_on is None

    put_principles_in_force(draft, in_force_on=TODAY + timedelta(days=1), actor=None, now=timezone.now())
    tell_of_principles(timezone.now() + timedelta(days=1))
    tell_of_principles(timezone.now() + timedelta(days=1))
    assert run_tasks() == 1
    assert [(mail.to, mail.kind) for mail in Mail.objects.all()] == [(person.email, "members/mail/principles_in_force")]


@database
def test_earlier_versions_stay_readable() -> None:
    make_principles()
    make_principles(NEW_TEXT, TODAY - timedelta(days=1))
    page = text_of(Client(), "/grundsaetze/")
    assert "Danke sagen" in page
    assert "/grundsaetze/2024-03-01/" in page
    assert "wird nicht vergessen" in text_of(Client(), "/grundsaetze/2024-03-01/")
    for path in ("/grundsaetze/2024-03-02/", "/grundsaetze/gestern/", f"/grundsaetze/{TODAY + timedelta(days=9)}/"):
        assert Client().get(path).status_code == 404


# --- Accepting -------------------------------------------------------------------------------------------------------
@database
def test_member_accepts_and_is_asked_again_when_it_changes(member_client: Client) -> None:
    person: Person = member_client.user.person
    first = make_principles()
    assert "Lesen und annehmen" in text_of(member_client, "/mein/")
    page = text_of(member_client, "/mein/grundsaetze/")
    assert "Was neu ist" not in page
    assert member_client.post("/mein/grundsaetze/", {"version": first.version}).status_code == 302
    member_client.post("/mein/grundsaetze/", {"version": first.version})
    (consent,) = person.consents.all()
    assert (consent.kind, consent.text_version, consent.source) == ("principles", "2024-03-01", "/mein/grundsaetze/")
    assert LogEntry.objects.filter(action="members.accept_principles").count() == 1
    assert "Lesen und annehmen" not in text_of(member_client, "/mein/")

    second = make_principles(NEW_TEXT, TODAY, summary="Wir bedanken uns.")
    assert "Neue Fassung" in text_of(member_client, "/mein/")
    page = text_of(member_client, "/mein/grundsaetze/")
    assert "Wir bedanken uns." in page
    assert "gesehen.</ins>" in page
    member_client.post("/mein/grundsaetze/", {"version": first.version})  # read before the change
    assert person.consents.count() == 1
    member_client.post("/mein/grundsaetze/", {"version": second.version})
    assert person.consents.count() == 2
    assert "Sie haben diese Fassung" in text_of(member_client, "/mein/grundsaetze/")


@database
def test_nothing_depends_on_accepting(member_client: Client) -> None:
    make_principles()
    for path in ("/mein/", "/mitglieder/", "/mein/profil/"):
        assert member_client.get(path).status_code == 200


@database
def test_accepting_is_for_members_and_can_be_taken_back(member_client: Client) -> None:
    principles = make_principles()
    assert Client().get("/mein/grundsaetze/").status_code == 302
    former = MemberFactory(period__until_on=date(2025, 1, 1)).person.user
    response = sign_in(Client(), former).post("/mein/grundsaetze/", {"version": principles.version})
    assert response.status_code in {302, 403}
    assert not Consent.objects.exists()

    member_client.post("/mein/grundsaetze/", {"version": principles.version})
    member_client.post(reverse("own_data_withdraw"), {"consent": Consent.objects.get().pk})
    assert Consent.objects.get().withdrawn_at is not None
    assert "Lesen und annehmen" in text_of(member_client, "/mein/")


@database
def test_applicants_accept_the_version_in_force() -> None:
    make_principles()
    (found,) = [each for each in declarations(TODAY) if each.kind == "principles"]
    assert (found.version, found.url) == ("2024-03-01", "/grundsaetze/")


# --- The office ------------------------------------------------------------------------------------------------------
@database
def test_board_writes_a_version_and_every_member_gets_one_mail(board_client: Client) -> None:
    MemberFactory(person__email="")
    other = MemberFactory().person
    data = {"title": "Unsere Grundsätze", "text": TEXT, "summary": ""}
    board_client.post(reverse("office_principles_create"), data)
    draft = Principles.objects.get()
    board_client.post(reverse("office_principles_change", args=[draft.pk]), {**data, "summary": "Alles."})
    assert not Mail.objects.exists()
    response = board_client.post(reverse("office_principles_in_force", args=[draft.pk]), {"in_force_on": TODAY})
    assert response.status_code == 302
    assert run_tasks() == 1
    draft.refresh_from_db()
    assert (draft.summary, draft.in_force_on) == ("Alles.", TODAY)
    assert {mail.to for mail in Mail.objects.all()} == {other.email, board_client.user.person.email}
    mail = Mail.objects.get(to=other.email)
    assert mail.subject == "Unsere Grundsätze"
    assert "/mein/grundsaetze/" in mail.text
    assert "ohne rechtliche Wirkung" in mail.text
    assert "noch nicht angenommen" in text_of(board_client, reverse("office_principles", args=[draft.pk]))


@database
def test_reminder_goes_out_once_to_those_who_have_not_accepted() -> None:
    principles = make_principles()
    accepted, other = MemberFactory().person, MemberFactory().person
    now = timezone.now()
    accept_principles(accepted, version=principles.version, source="paper", actor=None, now=now)
    Principles.objects.update(told_at=now - timedelta(days=13))
    with pytest.raises(MemberRefused, match="zwei Wochen"):
        remind_of_principles(principles, actor=None, now=now)
    Principles.objects.update(told_at=now - timedelta(days=14))
    assert remind_of_principles(principles, actor=None, now=now) == 1
    assert run_tasks() == 1
    (mail,) = Mail.objects.all()
    assert mail.to == other.email
    assert "einzige Erinnerung" in mail.text
    with pytest.raises(MemberRefused, match="einzige"):
        remind_of_principles(principles, actor=None, now=now + timedelta(days=90))


@database
@pytest.mark.parametrize("rows", [1, 30])
def test_board_sees_who_has_accepted(
    board_client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    principles = make_principles()
    people = [MemberFactory().person for _number in range(rows)]
    path = reverse("office_principles_acceptance", args=[principles.pk])
    board_client.get(path)
    with django_assert_num_queries(16):
        board_client.get(path)
    board_client.post(reverse("office_principles_paper", args=[principles.pk, people[0].pk]))
    assert people[0].consents.get().source == "paper"
    board_client.get(path)  # reads the message
    assert people[0].name not in text_of(board_client, f"{path}?wer=offen")


@database
def test_treasurer_reads_and_does_not_write(treasurer_client: Client) -> None:
    principles, draft = make_principles(), make_principles(NEW_TEXT, None)
    assert treasurer_client.get(reverse("office_principles_acceptance", args=[principles.pk])).status_code == 200
    assert treasurer_client.get(reverse("office_principles", args=[draft.pk])).status_code == 200
    for name, args in (
        ("office_principles_in_force", [draft.pk]),
        ("office_principles_delete", [draft.pk]),
        ("office_principles_remind", [principles.pk]),
        ("office_principles_paper", [principles.pk, treasurer_client.user.person.pk]),
    ):
        assert treasurer_client.post(reverse(name, args=args)).status_code in {302, 403}
    draft.refresh_from_db()
    assert draft.in_force_on is None
    assert not Consent.objects.exists()
