"""Files: documents only for those their rule lets in, originals of pictures for nobody."""

from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from events.models import EventDocument, Registration
from tests import factories
from verein.models import SiteDocument

pytestmark = pytest.mark.django_db


def make_document(access: str, name: str = "plan.pdf", content: bytes = b"%PDF-1.7") -> SiteDocument:
    return SiteDocument.objects.create(title="Plan", access=access, file=ContentFile(content, name))


def get(client: Client, url: str) -> Any:
    """The answer, read to its end, so that the file is closed."""
    response = client.get(url)
    if response.streaming:
        b"".join(response.streaming_content)
    return response


def signed_in(**member: Any) -> Client:
    return factories.sign_in(Client(), factories.MemberFactory(**member).person.user)


@pytest.mark.parametrize(
    ("access", "allowed"),
    [
        ("public", {"visitor", "former", "member", "editor", "board"}),
        ("registered", {"board"}),
        ("members", {"member", "editor", "board"}),
        ("board", {"board"}),
    ],
)
def test_document_opens_for_those_its_rule_lets_in(
    access: str, allowed: set[str], client: Client, event_editor_client: Client, board_client: Client
) -> None:
    url = make_document(access).url
    clients = {
        "visitor": client,
        "former": signed_in(period__until_on=date(2025, 1, 1)),
        "member": signed_in(),
        "editor": event_editor_client,
        "board": board_client,
    }
    assert {who for who, asker in clients.items() if get(asker, url).status_code == 200} == allowed
    assert {get(asker, url).status_code for asker in clients.values()} <= {200, 404}


@pytest.mark.parametrize(("state", "status"), [("confirmed", 200), ("waiting", 404), ("cancelled", 404)])
def test_document_of_an_event_opens_with_a_confirmed_place(state: str, status: int) -> None:
    document, event = make_document("registered"), factories.make_event()
    EventDocument.objects.create(page=event.page, document=document)
    person = factories.MemberFactory().person
    factories.RegistrationFactory(event=event, person=person, guest_name="", guest_email="", state=state)
    assert Registration.objects.count() == 1
    asker = factories.sign_in(Client(), person.user)
    assert get(asker, document.url).status_code == status
    other_event = make_document("registered", "anderes.pdf")
    assert get(asker, other_event.url).status_code == 404


def test_document_is_opened_by_whoever_uploaded_it(event_editor_client: Client) -> None:
    document = make_document("board")
    SiteDocument.objects.update(uploaded_by_user=event_editor_client.user)
    assert get(event_editor_client, document.url).status_code == 200


@pytest.mark.parametrize(
    ("name", "shown"), [("plan.pdf", "inline"), ("seite.html", "attachment"), ("liste.docx", "attachment")]
)
def test_document_is_shown_or_saved_and_never_guessed(client: Client, name: str, shown: str) -> None:
    response = get(client, make_document("public", name).url)
    assert response.get("Content-Disposition", "inline").startswith(shown)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "script" not in response["Content-Security-Policy"]


def test_private_document_is_not_cached(board_client: Client) -> None:
    assert "no-store" in get(board_client, make_document("board").url)["Cache-Control"]


def test_document_with_another_name_does_not_exist(client: Client) -> None:
    document = make_document("public")
    assert get(client, f"/dokumente/{document.pk}/anders.pdf").status_code == 404


def test_only_sized_pictures_are_public(client: Client) -> None:
    for path in ("images/bild.width-400.webp", "original_images/bild.jpg", "documents/plan.pdf"):
        default_storage.save(path, ContentFile(b"x"))
    assert get(client, "/media/images/bild.width-400.webp").status_code == 200
    for path in ("original_images/bild.jpg", "documents/plan.pdf", ".", "images", "images/", "images/x.webp"):
        assert get(client, f"/media/{path}").status_code == 404, path
    assert get(client, "/media/images/../original_images/bild.jpg").status_code == 404
