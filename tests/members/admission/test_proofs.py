"""What the statutes want beside a yes: a proof, an earlier membership, a place within the limits, the first payment."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from members.actions.erasure import carry_out, request_erasure
from members.admission.actions.admit import admit
from members.admission.actions.decide import Meeting, note, note_payment, record_meeting
from members.admission.actions.jobs import forget
from members.admission.actions.proofs import hand_in_proof
from members.admission.actions.refusal import AdmissionRefused
from members.admission.models import Application, State
from members.admission.queries.offers import offers
from members.admission.queries.progress import lacking_in_list
from members.models import Membership, MembershipType, Person, Seat, Suspension, private_storage
from members.queries.register import register_on
from members.queries.statutes import rulebook_on
from tests.factories import MemberFactory, make_application, make_statutes, sign_in, user_in_group
from verein.models import Mail

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
FULL = {"key": "full", "name": "Ordentliches Mitglied"}
PDF = b"%PDF-1.7 Gewerbeanmeldung"


def rules(*types: dict[str, Any], **admission: Any) -> None:
    make_statutes(types=list(types) or [FULL], admission={"decision": "board", **admission})


def accept(application: Application) -> Application:
    meeting = Meeting(held_on=TODAY, yes=3, no=0)
    record_meeting(application, meeting=meeting, reason="", actor=None, now=timezone.now())
    application.refresh_from_db()
    return application


def upload(application: Application, content: bytes = PDF, name: str = "anmeldung.pdf") -> Any:
    data = {"action": "proof", "proof": SimpleUploadedFile(name, content)}
    return Client().post(f"/antrag/{application.token}/", data)


# --- The proof -------------------------------------------------------------------------------------------------------
def test_proof_is_handed_in_by_the_link_and_seen_by_the_office_alone(board_client: Client) -> None:
    rules({**FULL, "proof": True})
    application = make_application()
    assert "Ihr Nachweis" not in Client().get(f"/antrag/{application.token}/").content.decode()
    assert upload(application)["Location"].endswith("?done=proof")
    application.refresh_from_db()
    path = f"/admin/antraege/{application.pk}/nachweis/"
    response = board_client.get(path)
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"] == f'attachment; filename="nachweis-{application.pk}.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    for client in (Client(), sign_in(Client(), MemberFactory().person.user), _editor()):
        assert client.get(path).status_code in {302, 403}
    assert Client().get(f"/media/{application.proof.name}").status_code == 404
    assert "Nachweis wurde hochgeladen" in Mail.objects.get(kind="admission/mail/office_answered").text


def _editor() -> Client:
    return sign_in(Client(), user_in_group("Editors"))


def test_proof_counts_when_somebody_has_looked_at_it() -> None:
    rules({**FULL, "proof": True})
    application = make_application()
    with pytest.raises(AdmissionRefused, match="Der Nachweis fehlt"):
        accept(application)
    upload(application)
    with pytest.raises(AdmissionRefused, match="noch hat ihn niemand angesehen"):
        accept(application)
    note(application, facts={"proof_on": TODAY}, actor=None, now=timezone.now())
    assert accept(application).state == State.ADMITTED


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"<html><script>", "PDF, JPEG, PNG oder WebP"), (b"%PDF-" + b"x" * 10 * 1024 * 1024, "größer als 10 MB")],
)
def test_proof_of_another_kind_or_size_is_refused_with_a_reason(content: bytes, message: str) -> None:
    rules({**FULL, "proof": True})
    application = make_application()
    assert message in upload(application, content).content.decode()
    application.refresh_from_db()
    assert not application.proof


def test_proof_is_taken_only_where_the_statutes_ask_for_one() -> None:
    rules()
    application = make_application()
    assert 'type="file"' not in Client().get(f"/antrag/{application.token}/").content.decode()
    assert "kein Nachweis" in upload(application).content.decode()
    application.refresh_from_db()
    assert not application.proof


def test_proof_is_deleted_with_the_application_and_after_the_months_set(
    django_capture_on_commit_callbacks: Any,
) -> None:
    rules({**FULL, "proof": True})
    now = timezone.now()
    names = []
    for state in (State.REFUSED, State.ADMITTED):
        application = make_application()
        hand_in_proof(application, file=SimpleUploadedFile("nachweis.pdf", PDF), now=now)
        Application.objects.filter(pk=application.pk).update(state=state, closed_on=TODAY, stages=[])
        application.refresh_from_db()
        names.append(str(application.proof))
    with django_capture_on_commit_callbacks(execute=True):
        forget(now + timedelta(days=100))
    assert all(private_storage().exists(name) for name in names)
    with django_capture_on_commit_callbacks(execute=True):
        forget(now + timedelta(days=190))
    assert not any(private_storage().exists(name) for name in names)
    assert [row.proof.name for row in Application.objects.all()] == [""]  # the admitted one stays, without it


# --- Who was what before, and how many there may be ------------------------------------------------------------------
PASSIVE = {"key": "passive", "name": "Passives Mitglied", "only_after": "full"}


def test_type_for_former_others_can_be_applied_for_and_is_checked_against_memberships() -> None:
    rules(FULL, PASSIVE)
    assert [offer.type.key for offer in offers(rulebook_on(TODAY), "person")] == ["full", "passive"]
    stranger = make_application(type_key="passive", last_name="Fremd")
    with pytest.raises(AdmissionRefused, match="Ordentliches Mitglied"):
        accept(stranger)

    former = MemberFactory(person__email="frauke@example.org", period__until_on=date(2025, 1, 1)).person
    application = accept(make_application(type_key="passive", email="Frauke@example.org"))
    assert application.state == State.ACCEPTED
    with pytest.raises(AdmissionRefused, match="Ordentliches Mitglied"):  # a new person was nothing before
        admit(application, person=None, company=None, actor=None, now=timezone.now())
    membership = admit(application, person=former, company=None, actor=None, now=timezone.now())
    assert membership.member.person == former


def test_move_from_a_sister_body_is_confirmed_first_and_needs_no_decision_where_the_statutes_say_so() -> None:
    rules(transfer={"of": "Schwesterverein", "must_be_accepted": False})
    application = make_application(transfer_from="Schwesterverein Lingen")
    with pytest.raises(AdmissionRefused, match="bisher Mitglied"):
        accept(application)
    note(application, facts={"transfer_on": TODAY}, actor=None, now=timezone.now())
    application.refresh_from_db()
    assert application.state == State.ADMITTED


def test_list_of_applications_names_quotas_and_limits() -> None:
    rules(FULL, {"key": "young", "name": "Junioren", "cap": {"members_max": 1, "per_trade": 1}})
    young = MembershipType.objects.get(key="young")
    Membership.objects.filter(member=MemberFactory()).update(type=young)
    application, other = make_application(type_key="young"), make_application()
    found = lacking_in_list([application, other], TODAY)
    assert "höchstens 1" in found[application.pk][0]
    assert found[other.pk] == []


# --- The first payment -----------------------------------------------------------------------------------------------
def test_rights_wait_for_the_first_payment_where_the_statutes_say_so() -> None:
    rules({**FULL, "vote": "yes"}, start={"at": "decision", "rights_need_payment": True})
    application = accept(make_application(days=9))
    membership = application.membership
    assert membership
    Membership.objects.update(from_on=TODAY - timedelta(days=5))
    Suspension.objects.update(from_on=TODAY - timedelta(days=5))
    assert [entry.votes for entry in register_on(TODAY)] == [0]
    assert "mit der ersten Zahlung" in Mail.objects.get(kind="admission/mail/welcome").text
    note_payment(application, paid_on=TODAY, actor=None, now=timezone.now())
    assert [entry.votes for entry in register_on(TODAY)] == [1]
    assert [entry.votes for entry in register_on(TODAY - timedelta(days=1))] == [0]
    with pytest.raises(AdmissionRefused):
        note_payment(application, paid_on=TODAY, actor=None, now=timezone.now())


def test_office_notes_the_payment_rights_wait_for(treasurer_client: Client) -> None:
    rules(start={"at": "decision", "rights_need_payment": True})
    application = accept(make_application())
    page = treasurer_client.get(f"/admin/antraege/inspect/{application.pk}/").content.decode()
    assert "ohne Rechte bis zur ersten Zahlung" in page
    treasurer_client.post(f"/admin/antraege/{application.pk}/zahlung/", {"paid_on": TODAY.isoformat()})
    assert not Suspension.objects.filter(until_on=None).exists()
    assert (
        "Zahlung vermerken" not in treasurer_client.get(f"/admin/antraege/inspect/{application.pk}/").content.decode()
    )


# --- Companies -------------------------------------------------------------------------------------------------------
def test_contact_persons_of_an_admitted_company_are_invited() -> None:
    rules()
    contacts = [
        {"first_name": "Jan", "last_name": "Ude", "email": "jan@example.org"},
        {"first_name": "Ole", "last_name": "Post", "email": ""},
    ]
    accept(make_application(kind="company", company_name="Werft Ahlers GmbH", contacts=contacts))
    assert [mail.to for mail in Mail.objects.filter(kind="members/mail/invitation")] == ["jan@example.org"]
    assert Seat.objects.count() == 3


def test_erased_contact_person_is_gone_from_the_application_of_the_company() -> None:
    rules()
    contacts = [
        {"first_name": "Jan", "last_name": "Ude", "email": "jan@example.org"},
        {"first_name": "Ole", "last_name": "Post", "email": ""},
    ]
    application = accept(make_application(kind="company", company_name="Werft Ahlers GmbH", contacts=contacts))
    person = Person.objects.get(last_name="Ude")
    Seat.objects.filter(person=person).update(from_on=date(2010, 1, 1), until_on=date(2015, 1, 1))
    board = user_in_group("Board")
    carry_out(request_erasure(person, actor=board, now=timezone.now()), actor=board, now=timezone.now())
    application.refresh_from_db()
    assert [row["last_name"] for row in application.contacts] == ["Post"]
