"""Moving up, and everything that makes places free: changing, cancelling, declining, the host's hand, capacity."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from events.actions.queue import RegistrationRefused, promote_by_hand
from events.actions.registration import Party, cancel, change_party, decline, register, reinstate
from events.actions.state import change_capacity
from events.models import Event, Registration
from events.queries.registration import over_capacity, places, queue_position
from tests.factories import MemberFactory, RegistrationFactory, make_event
from verein.models import LogEntry, Mail

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def come(event: Event, size: int = 1) -> Registration:
    party = Party(companions=tuple(f"Begleitung {n}" for n in range(size - 1)))
    return register(event=event, who=MemberFactory().person, party=party, now=NOW)


def full_house(*, capacity: int = 3, **fields: Any) -> tuple[Event, Registration]:
    """An event whose places are all taken, by one party of that size."""
    event = make_event(capacity=capacity, companions_max=5, **fields)
    return event, come(event, capacity)


def states(*registrations: Registration) -> list[str]:
    found = dict(Registration.objects.values_list("pk", "state"))
    return [found[registration.pk] for registration in registrations]


def party(size: int) -> Party:
    return Party(companions=tuple(f"Begleitung {n}" for n in range(size - 1)))


def test_cancel_moves_up_in_the_order_of_arrival_and_mails() -> None:
    event, first = full_house(capacity=2)
    second, third, fourth = come(event), come(event), come(event)
    cancel(registration=first, now=NOW)
    assert states(first, second, third, fourth) == ["cancelled", "confirmed", "confirmed", "waiting"]
    mails = Mail.objects.filter(kind="events/mail/moved_up").order_by("pk")
    assert [mail.to for mail in mails] == [second.email, third.email]
    assert f"/anmeldung/{second.public_id.hex}." in mails[0].text
    assert "/nein-danke/" in mails[0].text
    assert mails[0].attachments.get().name == "termin.ics"
    assert b"METHOD:CANCEL" in bytes(Mail.objects.get(kind="events/mail/cancelled").attachments.get().content)
    assert LogEntry.objects.filter(action="events.move_up").count() == 2


def test_cancel_stops_at_the_first_party_that_does_not_fit() -> None:
    event, _first = full_house(capacity=3)
    single = come(make_event())  # another event's registration is not touched
    pair, alone = come(event, 2), come(event)
    change_party(registration=_first, party=party(2), now=NOW)
    assert states(pair, alone, single) == ["waiting", "waiting", "confirmed"]
    assert places(event).free == 1
    assert places(event).left == 0
    change_party(registration=_first, party=party(1), now=NOW)
    assert states(pair, alone) == ["confirmed", "waiting"]


def test_waiting_party_that_gets_smaller_moves_up_and_keeps_its_turn() -> None:
    event, first = full_house(capacity=3)
    pair, alone = come(event, 2), come(event)
    change_party(registration=first, party=party(2), now=NOW)
    change_party(registration=pair, party=party(1), now=NOW)
    assert states(pair, alone) == ["confirmed", "waiting"]


def test_waiting_party_that_grows_goes_to_the_end() -> None:
    event, first = full_house(capacity=3)
    pair, alone = come(event, 2), come(event)
    later = NOW + timedelta(minutes=5)
    change_party(registration=first, party=party(2), now=NOW)
    change_party(registration=pair, party=party(3), now=later)
    assert states(pair, alone) == ["waiting", "confirmed"]  # one place was free, and `alone` is first now
    pair.refresh_from_db()
    assert pair.queued_at == later


def test_growing_beyond_what_is_left_is_refused_and_nothing_changes() -> None:
    event = make_event(capacity=3, companions_max=5)
    pair, _alone = come(event, 2), come(event)
    Mail.objects.all().delete()
    with pytest.raises(RegistrationRefused, match="nur noch 0 Plätze"):
        change_party(registration=pair, party=party(3), now=NOW)
    pair.refresh_from_db()
    assert (pair.party_size, pair.companions.count()) == (2, 1)
    assert not Mail.objects.exists()


def test_growing_while_others_wait_is_refused() -> None:
    event, first = full_house(capacity=3)
    come(event, 2)
    change_party(registration=first, party=party(2), now=NOW)  # one place is free, but not for the pair
    with pytest.raises(RegistrationRefused, match="Andere warten"):
        change_party(registration=first, party=party(3), now=NOW)


def test_growing_after_the_registration_deadline_is_refused_shrinking_is_not() -> None:
    event = make_event(companions_max=5, registration_closes_at=NOW + timedelta(hours=1))
    pair = come(event, 2)
    late = NOW + timedelta(hours=2)
    with pytest.raises(RegistrationRefused, match="Anmeldeschluss"):
        change_party(registration=pair, party=party(3), now=late)
    assert change_party(registration=pair, party=party(1), now=late).party_size == 1


def test_growing_beyond_what_is_allowed_is_refused() -> None:
    pair = come(make_event(companions_max=1), 2)
    with pytest.raises(RegistrationRefused, match="höchstens 1 Begleitperson"):
        change_party(registration=pair, party=party(3), now=NOW)


def test_change_without_a_difference_mails_nothing() -> None:
    alone = come(make_event())
    Mail.objects.all().delete()
    change_party(registration=alone, party=Party(), now=NOW)
    assert not Mail.objects.exists()
    change_party(registration=alone, party=Party(remark="neu"), now=NOW)
    assert Mail.objects.get().kind == "events/mail/changed"


def test_cancel_after_the_deadline_is_refused_unless_waiting_or_by_the_host() -> None:
    event, first = full_house(capacity=1, cancel_until=NOW + timedelta(hours=1))
    waits = come(event)
    late = NOW + timedelta(hours=2)
    with pytest.raises(RegistrationRefused, match="Absagen war bis"):
        cancel(registration=first, now=late)
    cancel(registration=waits, now=late)
    cancel(registration=first, now=late, by_host=True)
    assert states(first, waits) == ["cancelled", "cancelled"]
    with pytest.raises(RegistrationRefused, match="wurde abgesagt"):
        cancel(registration=first, now=NOW)


def test_decline_passes_the_place_on_even_after_the_deadline() -> None:
    event, first = full_house(capacity=1, cancel_until=NOW + timedelta(hours=1), promote_until=NOW + timedelta(days=1))
    second, third = come(event), come(event)
    cancel(registration=first, now=NOW)
    decline(registration=second, now=NOW + timedelta(hours=2))
    assert states(second, third) == ["cancelled", "confirmed"]
    assert LogEntry.objects.filter(action="events.decline").count() == 1


def test_decline_is_for_those_who_moved_up() -> None:
    with pytest.raises(RegistrationRefused, match="keinen Platz"):
        decline(registration=come(make_event()), now=NOW)


def test_after_the_time_for_moving_up_the_host_is_told_and_decides() -> None:
    event, first = full_house(capacity=2, contact_email="gastgeber@example.org", promote_until=NOW + timedelta(hours=1))
    trio, alone = come(event, 2), come(event)
    late = NOW + timedelta(hours=2)
    Mail.objects.all().delete()
    change_party(registration=first, party=party(1), now=late)
    assert states(trio, alone) == ["waiting", "waiting"]
    mail = Mail.objects.get(to="gastgeber@example.org")
    assert mail.kind == "events/mail/host_places_free"
    assert trio.name in mail.text
    with pytest.raises(RegistrationRefused, match="mehr als den 1 freien Platz"):
        promote_by_hand(registration=trio, now=late, actor=None)
    promote_by_hand(registration=alone, now=late, actor=None)
    assert states(trio, alone) == ["waiting", "confirmed"]
    assert Mail.objects.filter(kind="events/mail/moved_up", to=alone.email).count() == 1


def test_by_default_people_move_up_until_the_deadline_for_cancelling() -> None:
    event, first = full_house(capacity=1, cancel_until=NOW + timedelta(hours=1))
    waits = come(event)
    cancel(registration=first, now=NOW + timedelta(hours=2), by_host=True)
    assert states(waits) == ["waiting"]


def test_promote_by_hand_overtakes_nobody_while_people_move_up_by_themselves() -> None:
    event, first = full_house(capacity=3)
    trio, alone = come(event, 3), come(event)
    change_party(registration=first, party=party(2), now=NOW)
    with pytest.raises(RegistrationRefused, match="in der Reihenfolge"):
        promote_by_hand(registration=alone, now=NOW, actor=None)
    assert states(trio, alone) == ["waiting", "waiting"]


def held_up() -> tuple[Event, Registration, Registration, Registration]:
    """Two have places; a party of four is first in line and then larger than the whole event; one waits behind it."""
    event, first = full_house(capacity=4, contact_email="gastgeber@example.org")
    four, alone = come(event, 4), come(event)
    change_capacity(event=event, capacity=3, now=NOW)
    change_party(registration=first, party=party(3), now=NOW)
    Mail.objects.all().delete()
    change_party(registration=first, party=party(2), now=NOW)
    return event, first, four, alone


def test_party_larger_than_the_event_is_told_to_the_host_and_nobody_overtakes_by_itself() -> None:
    event, _first, four, alone = held_up()
    assert states(four, alone) == ["waiting", "waiting"]
    mail = Mail.objects.get(to="gastgeber@example.org", kind="events/mail/host_held_up")
    assert four.name in mail.text
    assert f"/admin/termine/{event.page_id}/" in mail.text
    assert "mehr als die 3 Plätze" in mail.text


def test_party_larger_than_the_event_is_no_news_to_the_host_while_no_place_is_free() -> None:
    event, _first = full_house(capacity=4, contact_email="gastgeber@example.org")
    come(event, 4)
    change_capacity(event=event, capacity=3, now=NOW)
    assert not Mail.objects.filter(kind="events/mail/host_held_up").exists()


def test_host_decides_about_a_party_larger_than_the_event() -> None:
    event, _first, four, alone = held_up()
    with pytest.raises(RegistrationRefused, match="mehr als den 1 freien Platz"):
        promote_by_hand(registration=four, now=NOW, actor=None)
    promote_by_hand(registration=alone, now=NOW, actor=None)
    assert states(four, alone) == ["waiting", "confirmed"]
    change_capacity(event=event, capacity=7, now=NOW)
    assert states(four) == ["confirmed"]


def test_cancelling_a_party_larger_than_the_event_lets_those_behind_it_move_up() -> None:
    _event, _first, four, alone = held_up()
    cancel(registration=four, now=NOW, by_host=True)
    assert states(four, alone) == ["cancelled", "confirmed"]


def test_larger_capacity_moves_people_up_at_once() -> None:
    event, _first = full_house(capacity=1)
    second, pair, last = come(event), come(event, 1), come(event)
    assert change_capacity(event=event, capacity=3, now=NOW) == []
    assert states(second, pair, last) == ["confirmed", "confirmed", "waiting"]
    assert change_capacity(event=event, capacity=None, now=NOW) == []
    assert states(last) == ["confirmed"]
    assert Mail.objects.filter(kind="events/mail/moved_up").count() == 3


def test_smaller_capacity_throws_nobody_out_and_says_who_is_over() -> None:
    event = make_event(capacity=5, companions_max=2)
    first, second, third = come(event, 2), come(event), come(event, 2)
    assert change_capacity(event=event, capacity=3, now=NOW) == [third]
    assert states(first, second, third) == ["confirmed"] * 3
    event.refresh_from_db()
    assert over_capacity(event) == [third]
    assert (places(event).free, places(event).is_full) == (0, True)
    cancel(registration=second, now=NOW)
    assert come(event).state == Registration.State.WAITING


def test_whoever_gets_the_lock_later_stands_behind_even_with_an_earlier_clock() -> None:
    event, first = full_house(capacity=3)
    trio = come(event, 3)
    change_party(registration=first, party=party(2), now=NOW)
    early = register(event=event, who=MemberFactory().person, party=Party(), now=NOW - timedelta(seconds=1))
    assert states(trio, early) == ["waiting", "waiting"]
    assert (queue_position(trio), queue_position(early)) == (1, 2)


def test_reinstate_takes_the_place_again_or_joins_the_end() -> None:
    event, first = full_house(capacity=1)
    cancel(registration=first, now=NOW)
    assert reinstate(registration=first, now=NOW).state == Registration.State.CONFIRMED
    second, third = come(event), come(event)
    cancel(registration=first, now=NOW)
    again = reinstate(registration=first, now=NOW + timedelta(minutes=1))
    assert states(second, third, first) == ["confirmed", "waiting", "waiting"]
    assert queue_position(again) == 2


def test_reinstate_is_refused_twice_over_or_too_late() -> None:
    event = make_event(cancel_until=NOW + timedelta(hours=1), registration_closes_at=NOW + timedelta(hours=1))
    who = MemberFactory().person
    first = register(event=event, who=who, party=Party(), now=NOW)
    with pytest.raises(RegistrationRefused, match="nicht abgesagt"):
        reinstate(registration=first, now=NOW)
    cancel(registration=first, now=NOW)
    with pytest.raises(RegistrationRefused, match="Eine erneute Anmeldung war bis"):
        reinstate(registration=first, now=NOW + timedelta(hours=2))
    register(event=event, who=who, party=Party(), now=NOW)
    with pytest.raises(RegistrationRefused, match="bereits eine Anmeldung"):
        reinstate(registration=first, now=NOW)
    assert reinstate(registration=_cancelled(event), now=NOW, by_host=True).state == Registration.State.CONFIRMED


def _cancelled(event: Event) -> Registration:
    return RegistrationFactory(event=event, state=Registration.State.CANCELLED, cancelled_at=NOW)
