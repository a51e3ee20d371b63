"""Payers are taken out of an announced run: by a click, or because nothing is to be collected when the file is made."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from lxml import etree

from members.billing.actions import BillingRefused, receive
from members.billing.actions.collecting import cancel_run, file_of, start_run
from members.billing.actions.correcting import leave_out
from members.billing.actions.mandates import revoke_mandate
from members.billing.actions.papers import letters_of, print_letters
from members.billing.actions.settling import settle_run
from members.billing.models import Account, Attempt, Charge, Debit, DebitRun, Paper
from members.billing.queries.charges import collection_days
from members.billing.queries.collecting import planned, running_charges
from members.billing.queries.ledger import open_cents_of
from members.billing.queries.papers import debits_without_letter, papers_to_print
from members.billing.rules import Receipt
from tests.factories import UserFactory
from tests.members.billing.test_bank import owing
from tests.members.billing.test_debit_runs import DAY, NOW, TODAY, mandate_of, own_account  # noqa: F401 - a fixture
from tests.members.billing.test_papers import without_email, words_in
from tests.members.billing.test_rush import all_at_once
from verein.models import LogEntry, Mail

OFF, LESS = "billing/mail/debit_cancelled", "billing/mail/debit_lowered"
pytestmark = pytest.mark.django_db


def announced(count: int = 1) -> tuple[list[Charge], DebitRun]:
    charges = [owing() for _number in range(count)]
    for charge in charges:
        mandate_of(charge.account)
    return charges, start_run(collect_on=DAY, actor=None, now=NOW)


def debit_of(charge: Charge) -> Debit:
    return Debit.objects.get(mandate__account=charge.account)


def pay(charge: Charge, cents: int) -> None:
    receive(charge.account, Receipt(cents, "transfer", TODAY, f"hand:{charge.pk}"), charge=charge, actor=None)


def email_of(charge: Charge) -> str:
    return charge.account.member.holder.email


def die(charge: Charge) -> None:
    person = charge.account.member.person
    assert person is not None
    person.died_on = TODAY
    person.save()


def much_happens_meanwhile(charges: list[Charge]) -> None:
    """One dies, one revokes, one is granted time, one pays all, one a part, one online; the last one does nothing."""
    dead, revoked, deferred, paid, partly, online, _stays = charges
    die(dead)
    revoke_mandate(debit_of(revoked).mandate, actor=None, today=TODAY)
    Account.objects.filter(pk=deferred.account_id).update(reminders_paused_until=DAY, pause_reason="Stundung")
    pay(paid, 12000)
    pay(partly, 5000)
    Attempt.objects.create(
        account=online.account, charge=online, kind="checkout", state="processing", amount_cents=12000, created_at=NOW
    )


def who_was_told(charges: list[Charge]) -> None:
    """The dead hear nothing."""
    _dead, revoked, deferred, paid, partly, online, _stays = charges
    off = {mail.to: mail.text for mail in Mail.objects.filter(kind=OFF)}
    assert set(off) == {email_of(each) for each in (revoked, deferred, paid, online)}
    assert "Mandat ist beendet" in off[email_of(revoked)]
    assert "aufgeschoben" in off[email_of(deferred)]
    less = Mail.objects.get(kind=LESS)
    assert less.to == email_of(partly)
    assert "120,00" in less.text
    assert "70,00" in less.text


def test_what_is_not_to_be_collected_any_more_is_never_in_the_file(treasurer_client: Client) -> None:
    charges, run = announced(7)
    much_happens_meanwhile(charges)
    path = f"/admin/lastschriften/{run.pk}/"
    page = treasurer_client.get(path).content.decode()
    assert "nur noch 70,00" in page, "the treasurer sees it before the click"

    content = file_of(run, actor=None, now=NOW)

    root = etree.fromstring(content)
    assert [node.text for node in root.iter("{*}InstdAmt")] == ["70.00", "120.00"]
    assert [node.text for node in root.iter("{*}CtrlSum")] == ["190.00"] * 2
    assert DebitRun.objects.get().total_cents == 19000
    assert [debit_of(each).left_out for each in charges] == ["died", "mandate", "paused", "paid", "", "online", ""]
    who_was_told(charges)
    assert LogEntry.objects.filter(action="billing.leave_out_debit").count() == 5
    page = treasurer_client.get(path).content.decode()
    assert "das Mitglied ist verstorben" in page
    assert "angekündigt: 120,00" in page
    settle_run(run, booked_on=DAY, actor=None)
    assert [open_cents_of(each) for each in (charges[4], charges[6], charges[1])] == [0, 0, 12000]
    with pytest.raises(IntegrityError, match="handed"), transaction.atomic():
        Debit.objects.filter(left_out="paid").update(left_out="", left_out_at=None)


def test_first_click_tells_who_was_left_out_and_the_next_one_downloads(treasurer_client: Client) -> None:
    (first, _second), run = announced(2)
    pay(first, 12000)
    path = f"/admin/lastschriften/{run.pk}/datei/"

    answer = treasurer_client.post(path, follow=True)

    assert "1 Zahler ist ausgelassen" in answer.content.decode()
    assert "es ist nichts mehr offen" in answer.content.decode()
    assert treasurer_client.post(path)["Content-Type"] == "application/xml"


def test_treasurer_leaves_a_payer_out_with_a_reason_that_the_payer_does_not_read(
    treasurer_client: Client, board_client: Client, member_client: Client
) -> None:
    (charge, other), run = announced(2)
    debit = debit_of(charge)
    path = f"/admin/lastschriften/einzug/{debit.pk}/auslassen/"
    assert path in treasurer_client.get(f"/admin/lastschriften/{run.pk}/").content.decode()
    for stranger in (board_client, member_client, Client()):
        assert stranger.post(path, {"reason": "x"}).status_code in (302, 403)
    assert treasurer_client.post(path, {"reason": " "}).status_code == 200
    assert not Debit.objects.exclude(left_out="").exists()

    treasurer_client.post(path, {"reason": "Streit um die Staffel"})

    debit.refresh_from_db()
    run.refresh_from_db()
    assert (debit.left_out, debit.left_out_note, run.total_cents) == ("click", "Streit um die Staffel", 12000)
    mail = Mail.objects.get(kind=OFF)
    assert mail.to == email_of(charge)
    assert "Streit" not in mail.text
    assert (list(running_charges([charge.pk])), collection_days([charge.pk])) == ([], {})
    assert [row.account for row in planned(DAY)] == [charge.account], "the next run has it again"
    page = treasurer_client.get(f"/admin/lastschriften/{run.pk}/").content.decode()
    assert "Streit um die Staffel (von Hand)" in page
    assert treasurer_client.get(path).status_code == 302, "left out is left out"
    with pytest.raises(BillingRefused):
        leave_out(debit, reason="x", actor=None, now=NOW)
    assert start_run(collect_on=DAY + timedelta(days=1), actor=None, now=NOW).total_cents == 12000
    file_of(run, actor=None, now=NOW)
    with pytest.raises(BillingRefused):
        leave_out(debit_of(other), reason="x", actor=None, now=NOW)


def test_payers_told_by_letter_hear_by_letter_of_what_is_cancelled_left_out_or_lowered() -> None:
    charges, actor = [owing() for _number in range(3)], UserFactory()
    for charge in charges:
        mandate_of(charge.account)
        without_email(charge.account)
    run = start_run(collect_on=DAY, actor=None, now=NOW)
    print_letters(now=NOW, actor=actor)
    leave_out(debit_of(charges[0]), reason="x", actor=None, now=NOW)
    pay(charges[1], 5000)
    file_of(run, actor=None, now=NOW)

    printed = print_letters(now=NOW, actor=actor)

    assert Paper.objects.filter(kind="change").count() == printed.items.count() == 2
    words = words_in(letters_of(printed))
    for part in ("nichts eingezogen", "15.02.2027", "120,00", "ziehen nur 70,00"):
        assert part in words
    assert not Mail.objects.filter(kind__in=(OFF, LESS)).exists()
    with pytest.raises(BillingRefused):
        print_letters(now=NOW, actor=actor)


def test_cancelled_run_is_told_by_letter_to_whom_it_was_announced_by_letter() -> None:
    charges, actor = [owing() for _number in range(3)], UserFactory()
    told, dead, moved = charges
    for charge in charges:
        mandate_of(charge.account)
        without_email(charge.account)
    run = start_run(collect_on=DAY, actor=None, now=NOW)
    print_letters(now=NOW, actor=actor)
    die(dead)
    person = moved.account.member.person
    assert person is not None
    person.email = "neu@example.org"
    person.save()

    cancel_run(run, actor=None, now=NOW)

    assert [mail.to for mail in Mail.objects.filter(kind=OFF)] == ["neu@example.org"]
    assert print_letters(now=NOW, actor=actor).items.count() == 1
    assert Paper.objects.get(kind="change").account == told.account


def test_who_was_not_told_by_letter_yet_hears_nothing_of_a_cancelled_run() -> None:
    charge = owing()
    mandate_of(charge.account)
    without_email(charge.account)
    run = start_run(collect_on=DAY, actor=None, now=NOW)
    assert len(debits_without_letter()) == 1
    Paper.objects.create(  # made, and the worker died before it was printed
        account=charge.account, kind="notice", key=f"debit:{debit_of(charge).pk}", title="x", issued_on=TODAY,
        amount_cents=12000, retain_until=DAY,
    )  # fmt: skip
    cancel_run(run, actor=None, now=NOW)
    assert not papers_to_print().exists()
    assert not Debit.objects.filter(correct_by_letter=True).exists()


@pytest.mark.django_db(transaction=True)
def test_two_treasurers_at_the_same_moment_do_it_once() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: nobody meets there")
    (charge, _other), run = announced(2)
    debit = debit_of(charge)

    left = all_at_once(lambda _n: leave_out(debit, reason="x", actor=None, now=NOW), 2)
    assert [type(each) for each in left].count(BillingRefused) == 1
    files = all_at_once(lambda _n: file_of(run, actor=None, now=NOW), 4)
    assert len(set(files)) == 1
    assert Mail.objects.filter(kind=OFF).count() == 1


@pytest.mark.django_db(transaction=True)
def test_payment_and_revocation_meet_the_file_and_neither_is_collected_or_both_are_told() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: nobody meets there")
    (paid, revoked, _stays), run = announced(3)
    mandate = debit_of(revoked).mandate
    steps = (
        lambda: file_of(run, actor=None, now=NOW),
        lambda: pay(paid, 12000),
        lambda: revoke_mandate(mandate, actor=None, today=TODAY),
    )
    content = all_at_once(lambda number: steps[number](), 3)[0]
    assert isinstance(content, bytes)
    for charge in (paid, revoked):
        debit = debit_of(charge)
        assert (debit.end_to_end in content.decode()) == (not debit.left_out)
