"""Leaving: notice, its confirmation and withdrawal, ends by an event, death, what changes by itself."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from events.actions.registration import Party, register
from events.models import Registration
from members.actions.refusal import MemberRefused
from members.admission.actions.changes import apply_due_changes
from members.admission.actions.notices import (
    accept_important_reason,
    agree_on_last_day,
    confirm_notice,
    end_by_event,
    give_notice,
    record_death,
    refuse_important_reason,
    withdraw_notice,
)
from members.admission.models import Notice
from members.models import (
    EndReason,
    Membership,
    MembershipType,
    Person,
    Statutes,
    User,
    Visibility,
)
from members.models.rulebook import EndEvent, Form, Rulebook
from tests.factories import (
    MemberFactory,
    make_event,
    user_in_group,
)
from verein.mail import deliver
from verein.models import LogEntry, Mail

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
TODAY = date(2026, 6, 1)
YEAR_END = {"leaving": {"exit": {"notice": "3 months", "to": "calendar_year", "form": "written"}}}


def in_force(rules: dict[str, Any], effective_on: date = date(2000, 1, 1)) -> Statutes:
    return Statutes.objects.create(
        effective_on=effective_on, rules=Rulebook.model_validate(rules).model_dump(mode="json", exclude_defaults=True)
    )


@pytest.fixture
def membership() -> Membership:
    in_force(YEAR_END)
    period: Membership = MemberFactory().periods.get()
    return period


@pytest.fixture
def board() -> User:
    return user_in_group("Board")


def notice_of(membership: Membership, received_on: date = TODAY, **options: Any) -> Notice:
    values: dict[str, Any] = {"received_on": received_on, "form": Form.EMAIL, "actor": None, "now": NOW, **options}
    return give_notice(membership, **values)


# --- Notice ----------------------------------------------------------------------------------------------------------
def test_notice_ends_the_membership_on_the_day_of_the_statutes_and_tells_the_rule(membership: Membership) -> None:
    notice = notice_of(membership)
    membership.refresh_from_db()
    assert notice.last_day == membership.last_day == date(2026, 12, 31)
    assert membership.end_reason == EndReason.NOTICE
    mail = Mail.objects.get(to=membership.member.person.email)
    assert "31. Dezember 2026" in mail.text
    assert "3 Monaten" in mail.text
    assert "/mein/mitgliedschaft/" in mail.text
    assert LogEntry.objects.filter(action="admission.give_notice", object_id=str(notice.pk)).exists()


@pytest.mark.parametrize(
    ("received_on", "last_day"),
    [(date(2025, 9, 30), date(2025, 12, 31)), (date(2025, 10, 1), date(2026, 12, 31))],
)
def test_notice_counts_from_the_day_it_was_received(membership: Membership, received_on: date, last_day: date) -> None:
    assert notice_of(membership, received_on).last_day == last_day


def test_notice_follows_the_statutes_of_the_day_it_was_received(membership: Membership) -> None:
    in_force({"leaving": {"exit": {"notice": "1 month", "to": "month", "form": "written"}}}, date(2026, 5, 1))
    assert notice_of(membership, date(2026, 4, 30)).last_day == date(2026, 12, 31)
    other = MemberFactory().periods.get()
    assert notice_of(other, date(2026, 5, 2)).last_day == date(2026, 6, 30)


def test_second_notice_is_refused_and_changes_nothing(membership: Membership) -> None:
    notice_of(membership)
    with pytest.raises(MemberRefused, match="bereits gekündigt"):
        notice_of(membership)
    assert Notice.objects.count() == 1


@pytest.mark.parametrize(
    ("received_on", "reason"), [(date(2026, 6, 2), "Zukunft"), (date(2019, 12, 31), "beginnt erst am")]
)
def test_notice_on_an_impossible_day_is_refused(membership: Membership, received_on: date, reason: str) -> None:
    with pytest.raises(MemberRefused, match=reason):
        notice_of(membership, received_on)
    assert not Notice.objects.exists()
    membership.refresh_from_db()
    assert membership.until_on is None


def test_confirmed_notice_can_only_be_taken_back_by_agreement(membership: Membership, board: User) -> None:
    notice = confirm_notice(notice_of(membership), actor=board, now=NOW)
    assert Mail.objects.filter(kind="admission/mail/notice_confirmed").count() == 1
    with pytest.raises(MemberRefused, match="einvernehmlich"):
        withdraw_notice(notice, by_office=False, actor=None, now=NOW)
    withdraw_notice(notice, by_office=True, actor=board, now=NOW)
    membership.refresh_from_db()
    assert (membership.until_on, membership.end_reason) == (None, "")


def test_withdrawn_notice_lets_the_membership_go_on_and_a_new_one_is_possible(membership: Membership) -> None:
    withdraw_notice(notice_of(membership), by_office=False, actor=None, now=NOW)
    assert Mail.objects.filter(kind="admission/mail/notice_withdrawn").exists()
    assert notice_of(membership).last_day == date(2026, 12, 31)


def test_important_reason_changes_nothing_until_the_board_accepts_it(membership: Membership, board: User) -> None:
    notice = notice_of(membership, kind=Notice.Kind.EXTRAORDINARY, reason="Umzug ins Ausland")
    membership.refresh_from_db()
    assert (notice.last_day, membership.until_on) == (None, None)
    accept_important_reason(notice, last_day=TODAY, actor=board, now=NOW)
    membership.refresh_from_db()
    assert (membership.last_day, membership.end_reason) == (TODAY, EndReason.EXTRAORDINARY)


def test_important_reason_not_accepted_counts_as_an_ordinary_notice(membership: Membership, board: User) -> None:
    notice = notice_of(membership, kind=Notice.Kind.EXTRAORDINARY, reason="Beitrag gestiegen")
    refuse_important_reason(notice, actor=board, now=NOW + timedelta(days=200))
    ordinary = Notice.objects.get(kind=Notice.Kind.ORDINARY)
    assert (ordinary.received_on, ordinary.last_day) == (TODAY, date(2026, 12, 31))


def test_another_day_needs_statutes_that_let_the_board_allow_it(membership: Membership, board: User) -> None:
    notice = notice_of(membership)
    with pytest.raises(MemberRefused, match="keinen anderen Tag"):
        agree_on_last_day(notice, last_day=date(2026, 6, 30), actor=board, now=NOW)
    exit_rule = {"notice": "3 months", "to": "calendar_year", "other_date_by": "board"}
    in_force({"leaving": {"exit": exit_rule}}, date(2026, 5, 1))
    agreed = agree_on_last_day(notice, last_day=date(2026, 6, 30), actor=board, now=NOW)
    membership.refresh_from_db()
    assert (agreed.by_agreement, membership.last_day) == (True, date(2026, 6, 30))


# --- Ends by an event ------------------------------------------------------------------------------------------------
def test_event_ends_the_membership_only_where_the_statutes_say_so(board: User) -> None:
    period = MemberFactory().periods.get()
    with pytest.raises(MemberRefused, match="Satzung"):
        end_by_event(period, event=EndEvent.INSOLVENCY, happened_on=TODAY, actor=board, now=NOW)
    in_force({"leaving": {"automatic": [{"event": "insolvency", "when": "month_end"}]}})
    ended = end_by_event(period, event=EndEvent.INSOLVENCY, happened_on=TODAY, actor=board, now=NOW)
    assert (ended.last_day, ended.end_reason) == (date(2026, 6, 30), EndReason.INSOLVENCY)
    assert "30. Juni 2026" in Mail.objects.get(kind="admission/mail/ended_by_event").text


# --- Death -----------------------------------------------------------------------------------------------------------
def test_death_ends_everything_at_once_and_sends_nothing(board: User) -> None:
    member = MemberFactory()
    person = member.person
    registration = register(event=make_event(), who=person, party=Party(), now=timezone.now())
    record_death(person, died_on=timezone.localdate(), actor=board, now=timezone.now())
    person.refresh_from_db()
    period = member.periods.get()
    registration.refresh_from_db()
    assert (period.last_day, period.end_reason) == (timezone.localdate(), EndReason.DEATH)
    assert (person.listed, person.user.is_active) == (Visibility.NOBODY, False)
    assert registration.state == Registration.State.CANCELLED
    for mail in Mail.objects.all():
        deliver.func(mail.pk)
    assert set(Mail.objects.filter(to=person.email).values_list("state", flat=True)) <= {Mail.State.WITHHELD}


def test_mail_that_was_queued_before_a_death_is_withheld(membership: Membership, board: User) -> None:
    notice_of(membership)
    mail = Mail.objects.get(kind="admission/mail/notice_received")
    record_death(Person.objects.get(member=membership.member), died_on=TODAY, actor=board, now=NOW)
    deliver.func(mail.pk)
    mail.refresh_from_db()
    assert mail.state == Mail.State.WITHHELD


def test_an_address_that_somebody_living_shares_is_not_silenced(board: User) -> None:
    dead, living = MemberFactory().person, MemberFactory().person
    Person.objects.filter(pk__in=(dead.pk, living.pk)).update(email="familie@example.org")
    record_death(dead, died_on=TODAY, actor=board, now=NOW)
    in_force(YEAR_END)
    notice_of(living.member.periods.get())
    mail = Mail.objects.get(to="familie@example.org")
    deliver.func(mail.pk)
    mail.refresh_from_db()
    assert mail.state == Mail.State.SENT


def test_death_in_the_future_or_twice_is_refused(board: User) -> None:
    person = MemberFactory().person
    with pytest.raises(MemberRefused, match="Zukunft"):
        record_death(person, died_on=TODAY + timedelta(days=1), actor=board, now=NOW)
    record_death(person, died_on=TODAY, actor=board, now=NOW)
    with pytest.raises(MemberRefused, match="bereits"):
        record_death(person, died_on=TODAY, actor=board, now=NOW)


# --- What changes by itself ------------------------------------------------------------------------------------------
JUNIORS = {
    "types": [
        {"key": "full", "name": "Mitglied"},
        {"key": "junior", "name": "Junior", "changes": [{"at_age": 25, "when": "birthday", "then": "full"}]},
        {"key": "under40", "name": "Jung", "changes": [{"at_age": 40, "when": "year_end"}]},
    ]
}


def aged(key: str, born_on: date) -> Membership:
    for each, name in (("full", "Mitglied"), ("junior", "Junior"), ("under40", "Jung")):
        MembershipType.objects.get_or_create(key=each, defaults={"name": name})
    member = MemberFactory(person__born_on=born_on)
    period: Membership = member.periods.get()
    period.type = MembershipType.objects.get(key=key)
    period.save()
    return period


def test_junior_becomes_a_full_member_on_the_birthday_and_only_once() -> None:
    in_force(JUNIORS)
    junior = aged("junior", date(2001, 3, 14))
    assert apply_due_changes(datetime(2026, 3, 13, 12, tzinfo=UTC)) == 0
    assert apply_due_changes(datetime(2026, 3, 14, 12, tzinfo=UTC)) == 1
    assert apply_due_changes(datetime(2026, 3, 15, 12, tzinfo=UTC)) == 0
    old, new = junior.member.periods.order_by("from_on")
    assert (old.last_day, old.end_reason) == (date(2026, 3, 13), EndReason.TYPE_CHANGED)
    assert (new.type.key, new.from_on) == ("full", date(2026, 3, 14))
    assert Mail.objects.filter(kind="admission/mail/type_changed").count() == 1


def test_age_limit_ends_the_membership_at_the_end_of_the_year() -> None:
    in_force(JUNIORS)
    young = aged("under40", date(1985, 5, 5))
    assert apply_due_changes(datetime(2025, 12, 31, 12, tzinfo=UTC)) == 0
    assert apply_due_changes(datetime(2026, 1, 1, 12, tzinfo=UTC)) == 1
    young.refresh_from_db()
    assert (young.last_day, young.end_reason) == (date(2025, 12, 31), EndReason.AGE)
