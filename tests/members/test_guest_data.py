"""Guests without a person: what is kept under an address is found, given out and erased in the office."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from events.models import Registration
from members.admission.models import Application
from tests.factories import MemberFactory, RegistrationFactory, make_application, make_event
from verein.mail import queue_mail
from verein.models import LogEntry, Mail

pytestmark = pytest.mark.django_db

PATH = "/admin/datenschutz/gaeste/"
EMAIL = "Zita@Example.org"


@pytest.fixture
def registration() -> Registration:
    """A guest at a full meeting, for whose place somebody waits; an application; named as a contact; mails."""
    event = make_event(title="Werftfrühstück", capacity=1)
    mine: Registration = RegistrationFactory(event=event, guest_name="Zita Tjarks", guest_email=EMAIL, remark="vegan")
    RegistrationFactory(event=event, guest_name="Ole Post", state=Registration.State.WAITING)
    own = make_application(first_name="Zita", last_name="Tjarks", email=EMAIL.lower())
    own.proof.save("nachweis.pdf", ContentFile(b"%PDF-1.7"))
    contacts = [{"first_name": "Zita", "last_name": "Tjarks", "email": EMAIL.lower()}]
    make_application(kind="company", company_name="Werft Ahlers GmbH", contacts=contacts)
    queue_mail("admission/mail/already_member", to=EMAIL, context={"url": "x"})
    queue_mail("admission/mail/already_member", to="ole@example.org", context={"url": f"x?{EMAIL}"})
    return mine


def test_everything_under_an_address_is_found_whatever_its_letters(
    board_client: Client, registration: Registration
) -> None:
    page = board_client.post(PATH, {"email": "zita@example.ORG"}).content.decode()
    for text in ("Werftfrühstück", "vegan", "Am Deich 4", "Werft Ahlers GmbH", "E-Mails an mich"):
        assert text in page
    assert "Ole Post" not in page
    assert Registration.objects.get(pk=registration.pk).guest_name == "Zita Tjarks"  # the preview changes nothing
    page = board_client.post(PATH, {"email": "niemand@example.org"}).content.decode()
    assert "nichts gespeichert" in page


def test_data_are_given_out_as_a_file_and_noted_without_the_address(
    board_client: Client, registration: Registration
) -> None:
    response = board_client.post(PATH, {"email": EMAIL, "action": "download"})
    files = zipfile.ZipFile(io.BytesIO(response.content))
    assert "Werftfrühstück" in " ".join(files.read(name).decode("utf-8", "ignore") for name in files.namelist())
    assert any(name.endswith(".pdf") for name in files.namelist())
    entries = LogEntry.objects.filter(action="members.give_out_guest_data", actor_id=board_client.user.pk)
    assert {entry.model for entry in entries} == {"events.registration", "admission.application"}
    assert entries.filter(object_id=str(registration.pk)).exists()


def test_erasing_leaves_no_trace_gives_the_place_on_and_tells_the_guest(
    board_client: Client, registration: Registration
) -> None:
    board_client.post(PATH, {"email": EMAIL, "action": "erase"})  # not sure yet
    assert Application.objects.count() == 2
    assert board_client.post(PATH, {"email": EMAIL, "action": "erase", "sure": "on"}).status_code == 302
    registration.refresh_from_db()
    assert (registration.guest_email, registration.remark, registration.state) == ("", "", "cancelled")
    assert "Zita" not in registration.guest_name
    assert Registration.objects.get(guest_name="Ole Post").state == Registration.State.CONFIRMED
    assert [row.contacts for row in Application.objects.all()] == [[]]
    (left,) = Mail.objects.filter(to__iexact=EMAIL)
    assert left.kind == "members/mail/erased"
    assert EMAIL not in Mail.objects.get(to="ole@example.org").text
    assert LogEntry.objects.filter(action="members.erase_guest_data").count() == 3


def test_whom_we_know_as_a_person_is_answered_there(board_client: Client) -> None:
    person = MemberFactory().person
    make_application(email=person.email)
    page = board_client.post(PATH, {"email": person.email}).content.decode()
    assert f"/admin/datenschutz/personen/{person.pk}/" in page
    for action in ("download", "erase"):
        response = board_client.post(PATH, {"email": person.email, "action": action, "sure": "on"})
        assert "jemandem, den wir kennen" in response.content.decode()
    assert Application.objects.exists()


def test_guest_data_are_the_boards_alone(treasurer_client: Client, editor_client: Client, client: Client) -> None:
    RegistrationFactory(guest_email="gast@example.org", event=make_event(starts_at=timezone.now() + timedelta(days=2)))
    for each in (treasurer_client, editor_client, client):
        response = each.post(PATH, {"email": "gast@example.org", "action": "erase", "sure": "on"})
        assert response.status_code in {302, 403}
    assert Registration.objects.filter(guest_email="gast@example.org").exists()
