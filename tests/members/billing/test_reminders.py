"""Reminders: previewed, sent exactly so and once, on paper where there is no address, withdrawn where wrong."""

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pypdf
import pytest
from django.db import IntegrityError, transaction

from members.billing.actions import BillingRefused, issue, post, receive
from members.billing.actions.documents import make_document
from members.billing.actions.papers import letters_of as letters_of_post
from members.billing.actions.papers import print_reminders
from members.billing.actions.reminder_letters import make_letter
from members.billing.actions.reminding import (
    send_reminders,
    tell_of_due_reminders,
    withdraw_reminder,
)
from members.billing.models import Account, Charge, Invoice, Reminder, ReminderItem, ReminderRun, ReminderSettings
from members.billing.models.reminders import default_stages
from members.billing.queries.papers import invoices_to_print
from members.billing.queries.reminders import plan, reminder_with_items, reminders_of
from members.billing.rules import Movement, Receipt
from members.models import User
from tests.factories import UserFactory, make_account, make_draft, make_statutes, user_in_group
from verein.models import LogEntry, Mail

from .conftest import with_mandate
from .test_rush import all_at_once

DUE = date(2027, 1, 31)


def at(days: int) -> datetime:
    """Noon, so many days after the due date."""
    return datetime(2027, 1, 31, 12, tzinfo=UTC) + timedelta(days=days)


def owing(account: Account | None = None, *, due_on: date = DUE, key: str = "a", **member: Any) -> Charge:
    account = account or make_account(**member)
    draft = make_draft(key=f"{account.pk}:{key}", due_on=due_on)
    return Charge.objects.get(invoice=issue(account, draft, issued_on=date(2027, 1, 10), actor=None))


def user_of(charge: Charge) -> User:
    person = charge.account.member.person
    assert person
    assert person.user
    return person.user


def run_at(days: int) -> ReminderRun:
    return send_reminders(fingerprint=plan(at(days).date()).fingerprint, actor=None, now=at(days))


def the_letter(reminder: Reminder) -> str:
    with make_letter(reminder_with_items(reminder.pk)).file.open() as file:
        return words(file.read())


def words(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join("\n".join(page.extract_text() for page in pages).replace("\u00a0", " ").split())


def fees(cents: int) -> None:
    rows = [{**row, "fee_cents": cents} for row in default_stages()]
    ReminderSettings.load()
    ReminderSettings.objects.update(stages=rows)


@pytest.mark.django_db
def test_who_is_told_of_debits_by_letter_is_not_reminded_before_one_has_failed(issuer: object) -> None:
    with_mandate(owing(person__email="").account)

    found = plan(at(14).date())
    assert not found.chosen
    assert [row.reason for row in found.skipped] == [
        "Es wird per Lastschrift eingezogen: Gemahnt wird erst, wenn das nicht gelingt."
    ]


@pytest.mark.django_db
def test_run_sends_what_was_previewed_once_by_mail_and_as_a_letter(issuer: object) -> None:
    charge, paper = owing(), owing(person__email="")
    found = plan(at(14).date())
    assert [(row.account.pk, row.by, row.total_cents) for row in found.chosen] == [
        (charge.account_id, "mail", 12000),
        (paper.account_id, "letter", 12000),
    ]

    run = run_at(14)
    with pytest.raises(BillingRefused, match="Niemand"):
        run_at(14)

    first, second = Reminder.objects.filter(run=run).order_by("pk")
    assert (first.title, first.stage, first.by, second.by) == ("Zahlungserinnerung", 1, "mail", "letter")
    assert "Zahlungserinnerung" in the_letter(first)
    text = the_letter(second)
    assert "vielleicht ist es Ihrer Aufmerksamkeit entgangen" in text
    assert "Bitte überweisen Sie 120,00 € bis zum 28.02.2027" in text
    assert f"Beitragsrechnung {paper.invoice.number} 31.01.2027 120,00 €" in text
    mail = Mail.objects.get(kind="billing/mail/reminder")
    assert mail.subject.replace("\u00a0", " ") == "Zahlungserinnerung: 120,00 €"
    assert "IBAN: DE02 1203 0000 0000 2020 51" in mail.text
    assert mail.attachments.get().content_type == "application/pdf"
    assert LogEntry.objects.filter(action="billing.send_reminders").count() == 1


@pytest.mark.django_db
def test_run_is_refused_where_anything_changed_since_the_preview_and_on_quiet_days(issuer: object) -> None:
    charge = owing()
    seen = plan(at(14).date()).fingerprint
    receive(charge.account, Receipt(100, "cash", at(14).date(), "hand:1"), actor=None)

    with pytest.raises(BillingRefused, match="geändert"):
        send_reminders(fingerprint=seen, actor=None, now=at(14))
    christmas = datetime(2027, 12, 24, 12, tzinfo=UTC)
    with pytest.raises(BillingRefused, match=r"7\. Januar 2028"):
        send_reminders(fingerprint=plan(christmas.date()).fingerprint, actor=None, now=christmas)
    assert not Reminder.objects.exists()


@pytest.mark.django_db
def test_fee_is_a_document_of_its_own_asked_for_along_and_never_alone(issuer: object) -> None:
    charge = owing()
    fees(250)

    run = run_at(14)

    reminder = Reminder.objects.get(run=run)
    fee = Invoice.objects.get(kind="fee")
    assert (reminder.fee_invoice, fee.total_cents, reminder.open_cents) == (fee, 250, 12250)
    assert f"Mahngebühr {fee.number}" in the_letter(reminder)
    receive(charge.account, Receipt(12000, "cash", at(20).date(), "hand:1"), charge=charge, actor=None)
    found = plan(at(60).date())
    assert (found.chosen, [row.reason for row in found.skipped]) == ([], [found.skipped[0].reason])
    assert "Nur die Mahngebühr" in found.skipped[0].reason


@pytest.mark.django_db
def test_fee_comes_with_its_reminder_in_one_mail_or_one_envelope(issuer: object) -> None:
    owing(), owing(person__email="")
    fees(250)

    run = run_at(14)
    for fee in Invoice.objects.filter(kind="fee"):
        make_document(fee)
    mailed, posted = Reminder.objects.filter(run=run).order_by("pk")
    make_letter(reminder_with_items(mailed.pk))

    assert mailed.fee_invoice
    assert posted.fee_invoice
    mail = Mail.objects.get(to=mailed.recipient["email"], kind__in=["billing/mail/reminder", "billing/mail/invoice"])
    names = [attachment.name for attachment in mail.attachments.order_by("pk")]
    assert names == ["Zahlungserinnerung 2027-02-14.pdf", f"{mailed.fee_invoice.number}.pdf"]
    assert f"Der Beleg über die Gebühr, {mailed.fee_invoice.number}, liegt bei." in mail.text
    assert list(invoices_to_print()) == []
    printed = letters_of_post(print_reminders(run, now=at(14), actor=UserFactory()))
    assert f"Anlage: Beleg über die Gebühr, {posted.fee_invoice.number}." in words(printed)
    assert (
        words(printed).count(posted.fee_invoice.number) > 3
    )  # the letter's list, reference and enclosure; the document
    assert mailed.fee_invoice.number not in words(printed)


@pytest.mark.django_db
def test_debit_that_came_back_is_reminded_with_its_reason(issuer: object) -> None:
    charge = owing()
    for number, kind, cents, code in ((1, "payment", 12000, ""), (2, "returned", -12000, "AC04")):
        booked = at(number).date()
        post(Movement(charge.account, charge, kind, "debit", cents, f"b:{number}", booked, "", code), actor=None)

    run_at(20)

    assert "Rücklastschrift vom 02.02.2027: Das Konto ist aufgelöst" in the_letter(Reminder.objects.get())


@pytest.mark.django_db
def test_last_stage_threatens_only_with_a_clause_of_the_statutes(issuer: object) -> None:
    owing()
    for days in (14, 28, 42):
        run_at(days)
    last = Reminder.objects.latest("pk")
    assert (last.title, last.is_last, last.clause) == ("Letzte Mahnung", True, "")
    assert "Streichung" not in the_letter(last)

    withdraw_reminder(last, reason="Satzung nicht beachtet", today=at(42).date(), actor=None)
    make_statutes(leaving={"arrears": [{"clause": "§ 5 Abs. 3", "reminders": 2, "threatened": True}]})
    run_at(42)

    text = the_letter(Reminder.objects.latest("pk"))
    assert "§ 5 Abs. 3: Ein Mitglied kann wegen Rückstands gestrichen werden, wenn 2 Mahnungen verschickt sind" in text
    assert "legen wir die Angelegenheit dem Vorstand vor" in text


@pytest.mark.django_db
def test_withdrawn_reminder_counts_no_more_its_fee_is_cancelled_and_the_payer_told(issuer: object) -> None:
    charge = owing()
    fees(250)
    run_at(14)
    reminder = Reminder.objects.get()

    withdraw_reminder(reminder, reason="Zahlung übersehen", today=at(15).date(), actor=None)

    assert Invoice.objects.filter(reverses=reminder.fee_invoice).exists()
    assert Mail.objects.filter(kind="billing/mail/reminder_withdrawn").count() == 1
    assert plan(at(15).date()).chosen[0].step.stage.number == 1
    with pytest.raises(BillingRefused):
        withdraw_reminder(reminder, reason="noch einmal", today=at(15).date(), actor=None)
    assert [row.is_withdrawn for row in reminders_of(charge.account)] == [True]


@pytest.mark.django_db
def test_what_was_sent_cannot_be_changed(issuer: object) -> None:
    owing()
    run_at(14)
    for rows in (Reminder.objects, ReminderItem.objects, ReminderRun.objects):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(id=999)


@pytest.mark.django_db
def test_treasurer_is_told_once_a_week_and_nothing_goes_out_by_itself(issuer: object) -> None:
    treasurer = user_in_group("Treasurer")
    owing()
    assert [tell_of_due_reminders(at(days)) for days in (13, 14, 15, 20, 21)] == [0, 1, 0, 0, 1]
    mails = Mail.objects.filter(kind="billing/mail/reminders_due")
    assert {mail.to for mail in mails} == {treasurer.email}
    assert mails[0].subject == "1 Mahnung ist fällig"
    assert not Reminder.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 30])
def test_preview_asks_a_fixed_number_of_statements(issuer: object, rows: int, django_assert_num_queries: Any) -> None:
    for _number in range(rows):
        owing()
    with django_assert_num_queries(PLANNED):
        assert len(plan(at(14).date()).chosen) == rows


PLANNED = 7


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_at_once_remind_nobody_twice(issuer: object) -> None:
    owing()
    seen = plan(at(14).date()).fingerprint

    done = all_at_once(lambda _n: send_reminders(fingerprint=seen, actor=None, now=at(14)), 8)

    assert sum(isinstance(each, ReminderRun) for each in done) == 1
    assert Reminder.objects.count() == 1
