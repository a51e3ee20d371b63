"""Documents for registered people, opened by guests through the link in their mail."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from events.models import Event, Registration
from events.models.pages import EventDocument
from events.queries.registration import token_of
from tests.factories import RegistrationFactory, make_event
from verein.models import SiteDocument

pytestmark = pytest.mark.django_db


def document(event: Event, access: str = "registered", title: str = "Unterlagen") -> SiteDocument:
    made = SiteDocument.objects.create(title=title, access=access, file=ContentFile(b"Zahlen", name="zahlen.pdf"))
    EventDocument.objects.create(page=event.page, document=made)
    return made


def link(registration: Registration, paper: SiteDocument | None = None) -> str:
    base = f"/anmeldung/{token_of(registration)}/"
    return f"{base}dokumente/{paper.pk}/" if paper else base


def test_guest_with_a_place_opens_documents_for_registered_people(client: Client) -> None:
    guest = RegistrationFactory()
    paper = document(guest.event)

    assert link(guest, paper) in client.get(link(guest)).content.decode()
    response = client.get(link(guest, paper))

    assert response.status_code == 200
    assert b"".join(response.streaming_content) == b"Zahlen"
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
    assert client.post(link(guest, paper)).status_code == 405
    assert client.get(paper.url).status_code == 404  # its own address stays closed


@pytest.mark.parametrize("state", [Registration.State.WAITING, Registration.State.CANCELLED])
def test_guest_without_a_place_sees_and_opens_none(client: Client, state: str) -> None:
    guest = RegistrationFactory(state=state)
    paper = document(guest.event, title="Zahlenwerk")

    assert "Zahlenwerk" not in client.get(link(guest)).content.decode()
    assert client.get(link(guest, paper)).status_code == 404


@pytest.mark.parametrize("access", ["members", "board"])
def test_guest_opens_no_documents_for_others(client: Client, access: str) -> None:
    guest = RegistrationFactory()
    paper = document(guest.event, access, title="Zahlenwerk")

    assert "Zahlenwerk" not in client.get(link(guest)).content.decode()
    assert client.get(link(guest, paper)).status_code == 404


def test_guest_opens_no_documents_of_other_events(client: Client) -> None:
    guest, other = RegistrationFactory(), make_event(title="Anderer Abend")

    assert client.get(link(guest, document(other))).status_code == 404


@pytest.mark.parametrize("kind", ["over", "draft", "forged"])
def test_guest_with_a_dead_or_forged_link_opens_none(client: Client, kind: str) -> None:
    now = timezone.now()
    event = make_event(live=kind != "draft", starts_at=now - timedelta(days=2) if kind == "over" else None)
    guest = RegistrationFactory(event=event)
    url = link(guest, document(event))

    response = client.get(url.replace("/anmeldung/", "/anmeldung/x") if kind == "forged" else url)

    assert response.status_code == 404
    assert "no-store" in response["Cache-Control"]
