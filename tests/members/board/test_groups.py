"""Working groups: who sees them, who joins how, what the lead does, whose documents and meetings."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection

from members.board.actions import (
    BoardRefused,
    answer_request,
    ask_to_join,
    close_group,
    create_group,
    end_with_membership,
    invite_to_group,
    leave_group,
)
from members.board.models import GroupMembership, OfficeSetting, WorkingGroup
from members.models import Membership, Person
from tests.factories import MemberFactory, TermFactory, make_board, make_event, sign_in, user_in_group
from verein.models import Mail, SiteDocument

from .sitting import TODAY, member

pytestmark = pytest.mark.django_db


def group(**fields: Any) -> WorkingGroup:
    """Led by somebody since today."""
    lead = fields.pop("lead", None) or member(last_name="Leitung")
    data = {"name": "Arbeitskreis Marketing", "summary": "Plakate und Presse", "effort": "3 Stunden", **fields}
    return create_group(data=data, lead=lead, actor=None, today=timezone.localdate())


def lead_of(found: WorkingGroup) -> Person:
    return found.memberships.get(is_lead=True).person


def client_of(person: Person) -> Client:
    assert person.user is not None
    return sign_in(Client(), person.user)


def rows(found: WorkingGroup, person: Person) -> list[str]:
    return list(found.memberships.filter(person=person, until_on=None).values_list("state", flat=True))


def test_everybody_sees_public_groups_and_only_members_see_names_and_the_others() -> None:
    found, hidden = group(), group(name="Vertraulich", public=False)
    visitor, inside = Client(), client_of(member())
    page = visitor.get("/arbeitskreise/").content.decode()
    assert "Arbeitskreis Marketing" in page
    assert "Vertraulich" not in page
    assert visitor.get(f"/arbeitskreise/{hidden.slug}/").status_code == 404
    page = visitor.get(f"/arbeitskreise/{found.slug}/").content.decode()
    assert "3 Stunden" in page
    assert "Jonas Leitung" not in page
    assert "Vertraulich" in inside.get("/arbeitskreise/").content.decode()
    assert "Jonas Leitung" in inside.get(f"/arbeitskreise/{found.slug}/").content.decode()


def test_members_join_an_open_group_and_leave_it() -> None:
    found, person = group(joining="open"), member()
    client = client_of(person)
    client.post(f"/arbeitskreise/{found.slug}/mitmachen/")
    assert rows(found, person) == ["active"]
    assert found.name in client.get("/mein/aemter/").content.decode()
    client.post(f"/arbeitskreise/{found.slug}/verlassen/")
    assert rows(found, person) == []


def test_a_request_reaches_the_lead_who_accepts_it() -> None:
    found, person = group(), member(last_name="Neugierig")
    client_of(person).post(f"/arbeitskreise/{found.slug}/mitmachen/")
    assert rows(found, person) == ["requested"]
    lead = lead_of(found)
    assert Mail.objects.get(kind="board/mail/group_request").to == lead.email
    client = client_of(lead)
    assert "Jonas Neugierig" in client.get(f"/arbeitskreise/{found.slug}/leiten/").content.decode()
    row = found.memberships.get(person=person)
    client.post(f"/arbeitskreise/{found.slug}/anfrage/{row.pk}/", {"accept": "1"})
    assert rows(found, person) == ["active"]
    assert Mail.objects.get(kind="board/mail/group_answer").to == person.email


def test_a_request_is_declined_and_answered_once() -> None:
    found, person = group(), member()
    row = ask_to_join(found, person=person, actor=None, today=TODAY)
    answer_request(row, accept=False, actor=None, today=TODAY)
    assert rows(found, person) == []
    with pytest.raises(BoardRefused, match="schon beantwortet"):
        answer_request(row, accept=True, actor=None, today=TODAY)


def test_an_invitation_is_accepted_or_declined() -> None:
    found, person = group(joining="invitation"), member()
    with pytest.raises(BoardRefused, match="wird eingeladen"):
        ask_to_join(found, person=person, actor=None, today=TODAY)
    data = {"person": person.member.number}
    client_of(lead_of(found)).post(f"/arbeitskreise/{found.slug}/leiten/", data)
    assert rows(found, person) == ["invited"]
    assert Mail.objects.get(kind="board/mail/group_invitation").to == person.email
    client = client_of(person)
    assert "Einladung annehmen" in client.get(f"/arbeitskreise/{found.slug}/").content.decode()
    client.post(f"/arbeitskreise/{found.slug}/verlassen/")
    assert rows(found, person) == []
    invite_to_group(found, person=person, actor=None, today=TODAY)
    client.post(f"/arbeitskreise/{found.slug}/mitmachen/")
    assert rows(found, person) == ["active"]


def test_groups_are_for_members() -> None:
    found = group(joining="open")
    former = MemberFactory(period__until_on=date(2025, 1, 1)).person
    with pytest.raises(BoardRefused, match="für Mitglieder"):
        ask_to_join(found, person=former, actor=None, today=TODAY)
    with pytest.raises(BoardRefused, match="zurzeit kein Mitglied"):
        invite_to_group(found, person=former, actor=None, today=TODAY)
    assert Client().post(f"/arbeitskreise/{found.slug}/mitmachen/").status_code == 302
    assert not found.memberships.filter(person=former).exists()


def test_only_the_lead_leads() -> None:
    found, person = group(joining="open"), member()
    ask_to_join(found, person=person, actor=None, today=timezone.localdate())
    client = client_of(person)
    assert client.get(f"/arbeitskreise/{found.slug}/leiten/").status_code == 403
    assert client.post(f"/arbeitskreise/{found.slug}/person/{lead_of(found).pk}/").status_code == 403
    leading = client_of(lead_of(found))
    leading.post(f"/arbeitskreise/{found.slug}/leiten/", {"summary": "Neu", "description": "Text", "effort": ""})
    found.refresh_from_db()
    assert (found.summary, found.description) == ("Neu", "Text")
    leading.post(f"/arbeitskreise/{found.slug}/person/{person.pk}/", {"lead": "1"})
    assert found.memberships.filter(is_lead=True).count() == 2
    leading.post(f"/arbeitskreise/{found.slug}/person/{person.pk}/", {"lead": ""})
    assert rows(found, person) == []


def test_documents_of_a_group_open_for_its_members_only() -> None:
    root = Collection.get_first_root_node()
    found = group(joining="open", collection=root.add_child(name="Marketing"))
    document = SiteDocument.objects.create(
        title="Konzept",
        file=ContentFile(b"%PDF-1.4", name="konzept.pdf"),
        access=SiteDocument.Access.CIRCLE,
        collection=found.collection,
    )
    path, person = f"/dokumente/{document.pk}/{document.filename}", member()
    client = client_of(person)
    assert client.get(path).status_code == 404
    assert Client().get(path).status_code == 404
    ask_to_join(found, person=person, actor=None, today=timezone.localdate())
    assert b"".join(client.get(path).streaming_content) == b"%PDF-1.4"
    assert "Konzept" in client.get(f"/arbeitskreise/{found.slug}/").content.decode()
    leave_group(found, person=person, actor=None, today=timezone.localdate())
    assert client.get(path).status_code == 404


def test_documents_of_an_office_open_for_its_holder_with_a_second_factor_only() -> None:
    make_board()
    collection = Collection.get_first_root_node().add_child(name="Kasse")
    OfficeSetting.objects.create(office_key="treasurer", collection=collection)
    document = SiteDocument.objects.create(
        title="Kassenbuch",
        file=ContentFile(b"%PDF-1.4", name="kasse.pdf"),
        access=SiteDocument.Access.CIRCLE,
        collection=collection,
    )
    path, today = f"/dokumente/{document.pk}/{document.filename}", timezone.localdate()
    now, before = member(), member()
    TermFactory(person=now, office_key="treasurer", from_on=today)
    TermFactory(person=before, office_key="treasurer", from_on=today - timedelta(days=700), until_on=today)
    assert b"".join(client_of(now).get(path).streaming_content) == b"%PDF-1.4"
    assert now.user is not None
    assert sign_in(Client(), now.user, second_factor=False).get(path).status_code == 404
    assert client_of(before).get(path).status_code == 404


def test_own_meetings_stand_on_the_page_of_the_group() -> None:
    found = group()
    make_event(title="Plakate kleben", working_group=found)
    make_event(title="Frühstück")
    page = Client().get(f"/arbeitskreise/{found.slug}/").content.decode()
    assert "Plakate kleben" in page
    assert "Frühstück" not in page


def test_whoever_leaves_the_association_leaves_the_groups() -> None:
    found, person = group(joining="open"), member()
    ask_to_join(found, person=person, actor=None, today=TODAY)
    Membership.objects.filter(member__person=person).update(until_on=date(2026, 11, 20))
    end_with_membership(TODAY)
    assert rows(found, person) == []


def test_a_closed_group_takes_nobody(board_client: Client) -> None:
    found = group(joining="open")
    close_group(found, actor=None, today=TODAY)
    with pytest.raises(BoardRefused, match="beendet"):
        ask_to_join(found, person=member(), actor=None, today=TODAY)
    assert Client().get(f"/arbeitskreise/{found.slug}/").status_code == 404
    assert not GroupMembership.objects.filter(group=found, until_on=None).exists()


def test_the_board_founds_a_group(board_client: Client) -> None:
    lead = member()
    data = {"name": "Nachfolge", "joining": "open", "public": "on", "lead": lead.member.number}
    assert board_client.post("/admin/arbeitskreise/new/", data).status_code == 302
    found = WorkingGroup.objects.get(name="Nachfolge")
    assert (found.slug, lead_of(found)) == ("nachfolge", lead)
    changed = {**data, "name": "Nachfolge und Übergabe", "lead": ""}
    board_client.post(f"/admin/arbeitskreise/edit/{found.pk}/", changed)
    found.refresh_from_db()
    assert (found.name, found.slug) == ("Nachfolge und Übergabe", "nachfolge")


def test_the_lead_closes_the_group_after_a_question_and_nobody_else_does() -> None:
    found, stranger = group(), client_of(member())
    address = f"/arbeitskreise/{found.slug}/schliessen/"
    assert stranger.post(address).status_code == 403
    lead = client_of(lead_of(found))
    assert address in lead.get(f"/arbeitskreise/{found.slug}/leiten/").content.decode()
    assert "schließen" in lead.get(address).content.decode()
    found.refresh_from_db()
    assert found.ended_on is None

    assert lead.post(address).status_code == 302
    found.refresh_from_db()
    assert found.ended_on == timezone.localdate()
    assert not found.memberships.filter(until_on=None).exists()


def test_the_office_closes_a_group_from_its_page() -> None:
    found, office = group(), sign_in(Client(), user_in_group("Board"))
    address = reverse("board_group_close", args=[found.pk])
    assert address in office.get(reverse("board_groups:edit", args=[found.pk])).content.decode()
    assert office.get(address).status_code == 200
    office.post(address)
    found.refresh_from_db()
    assert found.ended_on == timezone.localdate()
    assert "ist beendet" in office.post(address).content.decode()
    assert sign_in(Client(), user_in_group("Treasurer")).post(address).status_code in (302, 403)
