"""Registering: confirmed while places last, then waiting; each refusal with its reason; the mails."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from events.actions.queue import RegistrationRefused
from events.actions.registration import Guest, Party, register, register_guest
from events.models import Event, Registration
from events.queries.registration import places, queue_position
from members.models import Person
from tests.factories import MemberFactory, make_event
from verein.models import Association, LogEntry, Mail

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def member() -> Person:
    return MemberFactory().person


def guest(number: int = 1) -> Guest:
    return Guest(name=f"Bernd Dirksen {number}", company="Druckerei Lütke", email=f"bernd{number}@example.org")


def sign_up(
    event: Event, who: Person | Guest | None = None, *, companions: int = 0, now: datetime = NOW
) -> Registration:
    party = Party(companions=tuple(f"Begleitung {n}" for n in range(companions)))
    return register(event=event, who=who or member(), party=party, now=now)


def test_register_confirms_while_places_last_and_counts_companions() -> None:
    event = make_event(capacity=4, companions_max=3)
    assert sign_up(event, companions=2).state == Registration.State.CONFIRMED
    assert sign_up(event).state == Registration.State.CONFIRMED
    late = sign_up(event)
    assert late.state == Registration.State.WAITING
    assert (places(event).taken, places(event).waiting, places(event).left) == (4, 1, 0)


def test_register_lets_nobody_overtake_even_if_it_would_fit() -> None:
    event = make_event(capacity=4, companions_max=3)
    sign_up(event, companions=2)
    pair = sign_up(event, companions=1)
    single = sign_up(event)
    assert (pair.state, single.state) == (Registration.State.WAITING, Registration.State.WAITING)
    assert (queue_position(pair), queue_position(single)) == (1, 2)
    assert places(event).free == 1
    assert places(event).left == 0  # nobody is shown a free place while somebody waits


def test_register_without_a_limit_confirms_everybody() -> None:
    event = make_event(capacity=None)
    assert all(sign_up(event).state == Registration.State.CONFIRMED for _ in range(5))
    assert places(event).left is None


def test_register_queues_the_confirmation_with_the_calendar_entry_and_the_link() -> None:
    registration = sign_up(make_event(title="Impulsabend"))
    mail = Mail.objects.get()
    assert mail.kind == "events/mail/confirmed"
    assert mail.to == registration.email
    assert mail.subject.startswith("Angemeldet: Impulsabend")
    assert f"/anmeldung/{registration.public_id.hex}." in mail.text
    assert f"/anmeldung/{registration.public_id.hex}." in mail.html
    attachment = mail.attachments.get()
    assert (attachment.name, attachment.content_type) == ("termin.ics", "text/calendar")
    assert registration.event.uid.encode() in bytes(attachment.content)


def test_register_tells_the_place_in_the_waiting_list() -> None:
    event = make_event(capacity=1)
    sign_up(event)
    sign_up(event, guest())
    mail = Mail.objects.get(to="bernd1@example.org")
    assert mail.kind == "events/mail/waiting"
    assert "Ihr Platz auf der Warteliste: 1" in mail.text
    assert not mail.attachments.exists()


def test_register_writes_in_the_language_of_the_person() -> None:
    who = Guest(name="Ann Smith", email="ann@example.org", language="en")
    register(event=make_event(), who=who, party=Party(), now=NOW)
    assert "You are registered" in Mail.objects.get().text


def test_register_keeps_companions_remark_and_consent() -> None:
    party = Party(companions=("Mia Çelik", "Özlem Öz"), remark="vegetarisch", on_list=True)
    registration = register(event=make_event(companions_max=2), who=guest(), party=party, now=NOW)
    assert [companion.name for companion in registration.companions.order_by("pk")] == ["Mia Çelik", "Özlem Öz"]
    assert (registration.party_size, registration.remark, registration.on_list) == (3, "vegetarisch", True)
    assert "Mia Çelik, Özlem Öz" in Mail.objects.get().text


def test_register_is_logged_without_values() -> None:
    registration = sign_up(make_event(), guest())
    entry = LogEntry.objects.get(action="events.register")
    assert entry.object_id == str(registration.pk)
    assert "Dirksen" not in str(entry.fields)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"state": Event.State.CANCELLED}, "abgesagt"),
        ({"starts_at": NOW - timedelta(days=1)}, "vorbei"),
        ({"starts_at": NOW - timedelta(minutes=5)}, "Anmeldeschluss"),
        ({"registration_closes_at": NOW - timedelta(hours=1)}, "Anmeldeschluss"),
        ({"registration_opens_at": NOW + timedelta(hours=1)}, "beginnt"),
        ({"takes_registrations": False}, "keine Anmeldung"),
        ({"live": False}, "nicht veröffentlicht"),
    ],
)
def test_register_refuses_with_the_reason(fields: dict, reason: str) -> None:
    event = make_event(**fields)
    for who in (member(), guest()):
        with pytest.raises(RegistrationRefused, match=reason):
            sign_up(event, who)
    assert not Registration.objects.exists()
    assert not Mail.objects.exists()


def test_register_refuses_guests_at_a_members_event() -> None:
    with pytest.raises(RegistrationRefused, match="Mitglieder"):
        sign_up(make_event(members_only=True), guest())
    with pytest.raises(RegistrationRefused, match="Gäste"):
        sign_up(make_event(guests_allowed=False), guest())
    assert sign_up(make_event(members_only=True), member()).state == Registration.State.CONFIRMED


@pytest.mark.parametrize(("most", "reason"), [(0, "keine Begleitpersonen"), (1, "höchstens 1 "), (2, "höchstens 2 ")])
def test_register_refuses_too_many_companions(most: int, reason: str) -> None:
    with pytest.raises(RegistrationRefused, match=reason):
        sign_up(make_event(companions_max=most), companions=most + 1)


def test_register_refuses_a_party_larger_than_the_room_because_it_would_wait_for_ever() -> None:
    with pytest.raises(RegistrationRefused, match="insgesamt nur 2 Plätze"):
        sign_up(make_event(capacity=2, companions_max=5), companions=2)


def test_register_twice_is_refused() -> None:
    event, who = make_event(), member()
    sign_up(event, who)
    with pytest.raises(RegistrationRefused, match="bereits"):
        sign_up(event, who)
    assert Registration.objects.count() == 1


def test_register_knows_a_member_who_registered_as_a_guest() -> None:
    event, who = make_event(), member()
    sign_up(event, Guest(name=who.name, email=who.email.upper()))
    with pytest.raises(RegistrationRefused, match="bereits"):
        sign_up(event, who)


@pytest.mark.parametrize("as_member", [True, False])
def test_register_guest_twice_changes_nothing_and_mails_the_link(as_member: bool) -> None:
    event, who = make_event(), member()
    first = sign_up(event, who if as_member else Guest(name="Wer auch immer", email=who.email))
    Mail.objects.all().delete()
    again = Guest(name="Neugierig", email=who.email.upper())
    assert register_guest(event=event, guest=again, party=Party(remark="neu"), now=NOW) == first
    assert Registration.objects.get().remark == ""
    mail = Mail.objects.get()
    assert mail.kind == "events/mail/already"
    assert mail.to == first.email
    assert first.public_id.hex in mail.text
    assert "Neugierig" not in mail.text + mail.html


def test_register_guest_again_and_again_fills_nobodys_mailbox() -> None:
    event = make_event()
    for _ in range(5):
        register_guest(event=event, guest=guest(), party=Party(), now=NOW)
    assert Mail.objects.filter(kind="events/mail/already").count() == 1
    register_guest(event=event, guest=guest(), party=Party(), now=NOW + timedelta(hours=2))
    assert Mail.objects.filter(kind="events/mail/already").count() == 2


def test_register_again_after_cancelling_is_a_new_registration() -> None:
    event, who = make_event(), member()
    Registration.objects.filter(pk=sign_up(event, who).pk).update(state=Registration.State.CANCELLED)
    assert sign_up(event, who).state == Registration.State.CONFIRMED


def test_register_by_the_host_goes_beyond_deadlines_but_not_beyond_the_capacity() -> None:
    event = make_event(capacity=2, members_only=True, registration_closes_at=NOW - timedelta(days=1))
    party = Party(companions=("Frau Gast",))
    kept = register(event=event, who=Guest(name="Ohne Adresse"), party=party, now=NOW, by_host=True)
    waits = register(event=event, who=Guest(name="Ohne Adresse"), party=Party(), now=NOW, by_host=True)
    assert (kept.state, waits.state) == (Registration.State.CONFIRMED, Registration.State.WAITING)
    assert not Mail.objects.exists()  # nobody to write to


def test_register_a_former_member_as_a_guest() -> None:
    former = MemberFactory(period__until_on=date(2025, 1, 1)).person
    event = make_event()
    registration = register_guest(
        event=event, guest=Guest(name=former.name, email=former.email), party=Party(), now=NOW
    )
    assert registration.person is None


def test_register_mail_has_no_gaps_and_ends_with_regards() -> None:
    register(event=make_event(), who=Guest(name="Ann Smith", email="ann@example.org"), party=Party(), now=NOW)
    mail = Mail.objects.get()
    assert "\n\n\n" not in mail.text
    assert "Freundliche Grüße\n" in mail.text
    assert "Freundliche Grüße<br>" in mail.html


def test_register_mail_wears_the_colours_of_the_association() -> None:
    association = Association.load()
    association.brand_colour = "#1f3a8a"
    association.save()
    register(event=make_event(), who=Guest(name="Ann Smith", email="ann@example.org"), party=Party(), now=NOW)
    html = Mail.objects.get().html
    assert "background:#1f3a8a" in html
    assert "#0c5c56" not in html
