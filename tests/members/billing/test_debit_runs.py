"""Our own collection: mandate, pre-notification, file for the bank, credit, return."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from lxml import etree

from members.billing.actions import BillingRefused, receive
from members.billing.actions.bank import book_certain, book_suggested
from members.billing.actions.collecting import cancel_run, file_of, start_run
from members.billing.actions.mandates import give_mandate, lapse_mandates, revoke_mandate
from members.billing.actions.settling import settle_run
from members.billing.actions.taking_back import take_back
from members.billing.models import Account, BankTransaction, BillingSettings, Charge, Debit, DebitRun, Mandate
from members.billing.queries.collecting import planned, running_charges
from members.billing.queries.ledger import credit_cents, open_cents_of
from members.billing.queries.matching import suggestions_for
from members.billing.rules import Receipt
from tests.factories import complete_association, sign_in
from tests.members.billing import bank_files as files
from tests.members.billing.test_bank import came, owing
from verein.models import Mail

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)
TODAY, DAY = date(2027, 2, 1), date(2027, 2, 15)


@pytest.fixture(autouse=True)
def own_account() -> None:
    complete_association()
    settings = BillingSettings.load()
    settings.iban, settings.account_holder = files.IBAN, "Unternehmernetz Emsbogen e. V."
    settings.creditor_identifier = "DE98ZZZ09999999999"
    settings.save()


def mandate_of(account: Account, iban: str = files.PAYER) -> Mandate:
    return give_mandate(
        account, iban=iban, holder="Jörg Kötter", signed_on=date(2027, 1, 5), how="paper", actor=None, today=TODAY
    )


def collected() -> tuple[Charge, DebitRun]:
    """A charge in a run whose file is with the bank."""
    charge = owing()
    mandate_of(charge.account)
    run = start_run(collect_on=DAY, actor=None, now=NOW)
    file_of(run, actor=None, now=NOW)
    return charge, run


def test_mandate_is_sealed_copied_by_mail_and_replaced_under_a_new_reference() -> None:
    account = owing().account
    first = mandate_of(account)
    second = mandate_of(account, "DE12 5001 0517 0648 4898 90")

    first.refresh_from_db()
    assert (first.ended_how, second.ended_on) == ("replaced", None)
    assert first.reference != second.reference
    assert (second.iban_short, second.iban()) == ("DE12 … 9890", files.OTHER)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM billing_mandate")
        assert files.OTHER not in str(cursor.fetchall())
    mail = Mail.objects.filter(kind="billing/mail/mandate_given").last()
    assert mail is not None
    assert second.reference in mail.text
    assert files.OTHER not in mail.text
    account.refresh_from_db()
    assert account.way == "debit"


def test_mandate_reference_is_unique_whatever_the_capitals() -> None:
    mandate = mandate_of(owing().account)
    mandate.pk, mandate.reference, mandate.account = None, mandate.reference.lower(), owing().account

    with pytest.raises(IntegrityError), transaction.atomic():
        mandate.save()


def test_mandate_with_a_wrong_iban_or_from_the_future_is_refused() -> None:
    account = owing().account
    with pytest.raises(BillingRefused):
        mandate_of(account, "DE89370400440532013001")
    with pytest.raises(BillingRefused):
        give_mandate(account, iban=files.PAYER, holder="X", signed_on=DAY, how="paper", actor=None, today=TODAY)
    assert not Mandate.objects.exists()


def test_unused_mandate_lapses_and_its_payer_is_told_once() -> None:
    mandate = mandate_of(owing().account)
    assert lapse_mandates(date(2030, 1, 5)) == 0
    assert lapse_mandates(date(2030, 1, 6)) == 1
    assert lapse_mandates(date(2030, 1, 6)) == 0
    mandate.refresh_from_db()
    assert mandate.ended_how == "lapsed"
    assert Mail.objects.filter(kind="billing/mail/mandate_ended").count() == 1


def test_run_tells_each_payer_everything_in_advance() -> None:
    charge = owing()
    mandate = mandate_of(charge.account)
    owing()  # pays by transfer

    run = start_run(collect_on=DAY, actor=None, now=NOW)

    mail = Mail.objects.get(kind="billing/mail/sepa_announced")
    for word in ("120,00", "15.02.2027", mandate.reference, "DE98ZZZ09999999999", charge.invoice.number):
        assert word in mail.text
    assert (run.total_cents, Debit.objects.get().amount_cents) == (12000, 12000)
    assert list(running_charges([charge.pk])) == [charge.pk]
    assert planned(DAY) == []
    with pytest.raises(BillingRefused):
        start_run(collect_on=DAY, actor=None, now=NOW)


def test_file_is_valid_made_once_and_names_the_run() -> None:
    charge, run = collected()
    content = file_of(run, actor=None, now=NOW)

    root = etree.fromstring(content)
    assert root.tag == "{urn:iso:std:iso:20022:tech:xsd:pain.008.001.08}Document"
    text = {name: [node.text for node in root.iter("{*}" + name)] for name in ("InstdAmt", "IBAN", "MsgId", "PmtInfId")}
    assert text["InstdAmt"] == ["120.00"]
    assert text["IBAN"] == [files.IBAN, files.PAYER]
    run.refresh_from_db()
    assert text["MsgId"] == text["PmtInfId"] == [run.reference]
    assert charge.invoice.number in content.decode()
    assert file_of(run, actor=None, now=NOW) == content
    assert files.PAYER not in run.file_sealed
    with pytest.raises(BillingRefused):
        cancel_run(run, actor=None, now=NOW)


def test_run_of_which_nothing_is_left_is_cancelled_and_who_hears_of_it() -> None:
    charge, other = owing(), owing()
    mandate = mandate_of(charge.account)
    mandate_of(other.account)
    run = start_run(collect_on=DAY, actor=None, now=NOW)
    revoke_mandate(mandate, actor=None, today=TODAY)
    person = other.account.member.person
    assert person is not None
    person.died_on = TODAY
    person.save()

    with pytest.raises(BillingRefused, match="nichts mehr einzuziehen"):
        file_of(run, actor=None, now=NOW)
    cancel_run(run, actor=None, now=NOW)
    assert list(running_charges([charge.pk])) == []
    told = Mail.objects.filter(kind="billing/mail/debit_cancelled")
    assert [mail.to for mail in told] == [charge.account.member.holder.email], "the dead are written to no more"
    assert planned(DAY)[0].reason == "Das Mitglied ist verstorben."


def test_collective_credit_of_the_bank_books_the_run_and_is_taken_back() -> None:
    charge, run = collected()
    came(files.payment("120.00", f"Lastschriften {run.reference}", iban="", name="", day="2027-02-16"))

    assert book_certain(actor=None) == 1
    assert open_cents_of(charge) == 0
    assert list(running_charges([charge.pk])) == []
    with pytest.raises(BillingRefused):
        settle_run(run, booked_on=DAY, actor=None)

    take_back(BankTransaction.objects.get(), actor=None)
    assert list(running_charges([charge.pk])) == [charge.pk]
    assert settle_run(run, booked_on=DAY, actor=None).debits == 1
    assert open_cents_of(charge) == 0


def test_line_of_a_run_booked_by_click_is_only_ticked_off() -> None:
    charge, run = collected()
    settle_run(run, booked_on=DAY, actor=None)
    came(files.payment("120.00", f"Lastschriften {run.reference}", iban="", name="", day="2027-02-16"))

    assert book_certain(actor=None) == 1
    assert (open_cents_of(charge), credit_cents(charge.account)) == (0, 0)
    row = BankTransaction.objects.get()
    assert row.state == "booked"

    take_back(row, actor=None)
    assert open_cents_of(charge) == 0, "the click is not undone by taking the line back"
    assert book_certain(actor=None) == 1


def test_run_booked_by_click_puts_what_was_paid_meanwhile_to_credit() -> None:
    charge, run = collected()
    paid = Receipt(5000, "transfer", TODAY, "hand:1")
    receive(charge.account, paid, charge=charge, actor=None)

    assert settle_run(run, booked_on=DAY, actor=None).credit_cents == 5000
    assert (open_cents_of(charge), credit_cents(charge.account)) == (0, 5000)


def test_credit_of_the_bank_puts_what_was_paid_meanwhile_to_credit() -> None:
    charge, run = collected()
    receive(charge.account, Receipt(12000, "transfer", TODAY, "hand:1"), charge=charge, actor=None)
    came(files.payment("120.00", f"Lastschriften {run.reference}", iban="", name="", day="2027-02-16"))

    assert book_certain(actor=None) == 1
    assert (open_cents_of(charge), credit_cents(charge.account)) == (0, 12000)


def test_database_keeps_what_the_bank_was_handed() -> None:
    _charge, run = collected()
    debit = Debit.objects.get()
    for change in (
        lambda: DebitRun.objects.update(total_cents=1),
        lambda: Debit.objects.update(amount_cents=1),
        lambda: debit.items.update(amount_cents=1),
    ):
        with pytest.raises(IntegrityError, match="handed"), transaction.atomic():
            change()
    DebitRun.objects.filter(pk=run.pk).update(file_sealed=run.file_sealed + "x")  # sealed again after a new key
    Debit.objects.update(credited_on=DAY, settled_on=DAY)


def test_return_taken_back_lets_the_mandate_count_again() -> None:
    charge, run = collected()
    settle_run(run, booked_on=DAY, actor=None)
    row = came(files.returned_debit("120.00", "AC04", e2e=Debit.objects.get().end_to_end))[0]
    book_certain(actor=None)
    take_back(row, actor=None)

    mandate = Mandate.objects.get()
    assert (mandate.ended_on, mandate.ended_how, mandate.return_code) == (None, "", "")
    assert open_cents_of(charge) == 0


@pytest.mark.parametrize(("code", "ended"), [("AC04", "returned"), ("MS03", "")])
def test_returned_debit_reopens_the_charge_and_stops_the_mandate_where_the_code_says_so(code: str, ended: str) -> None:
    charge, run = collected()
    settle_run(run, booked_on=DAY, actor=None)
    reference = Debit.objects.get().end_to_end
    came(files.returned_debit("120.00", code, e2e=reference))

    assert book_certain(actor=None) == 1
    assert open_cents_of(charge) == 12000
    assert Mandate.objects.get().ended_how == ended
    assert (
        "Mandat" in (planned(date(2027, 6, 1))[0].reason or "")
        if ended
        else planned(date(2027, 6, 1))[0].reason is None
    )


def test_treasurer_runs_the_year_in_a_few_clicks(treasurer_client: Client, board_client: Client) -> None:
    charge = owing()
    form = {"holder": "Jörg Kötter", "iban": files.PAYER, "signed_on": "2026-01-05"}
    treasurer_client.post(f"/admin/lastschriften/mandate/neu/{charge.account_id}/", form)
    page = treasurer_client.get("/admin/lastschriften/mandate/").content.decode()
    assert Mandate.objects.get().reference in page
    assert files.PAYER not in page

    preview = treasurer_client.get("/admin/lastschriften/", {"collect_on": "2099-03-02"}).content.decode()
    assert charge.invoice.number in preview
    assert treasurer_client.post("/admin/lastschriften/neu/", {"collect_on": "2027-03-01"}).status_code == 302
    run = DebitRun.objects.get()
    assert treasurer_client.get(f"/admin/lastschriften/{run.pk}/").status_code == 200
    assert board_client.get(f"/admin/lastschriften/{run.pk}/").status_code in (302, 403)
    assert treasurer_client.post(f"/admin/lastschriften/{run.pk}/datei/")["Content-Type"] == "application/xml"
    treasurer_client.post(f"/admin/lastschriften/{run.pk}/buchen/", {"booked_on": "2027-03-01"})
    assert open_cents_of(charge) == 0


def test_member_gives_and_revokes_the_mandate_and_nobody_else_does(client: Client, member_client: Client) -> None:
    account = owing().account
    path = f"/mein/beitraege/mandat/{account.pk}/"
    form = {"holder": "Jörg Kötter", "iban": files.PAYER, "consent": "on"}
    assert member_client.post(path, form).status_code == 404
    assert client.__class__().post(path, form).status_code == 302

    person = account.member.person
    assert person is not None
    assert person.user is not None
    own = sign_in(Client(), person.user)
    assert "Gläubiger-Identifikationsnummer" in own.get(path).content.decode()
    assert own.post(path, {**form, "consent": ""}).status_code == 200
    assert not Mandate.objects.exists()
    own.post(path, form)
    assert (Mandate.objects.get().how, Mandate.objects.get().ended_on) == ("online", None)
    own.post(f"{path}widerrufen/")
    assert Mandate.objects.get().ended_how == "revoked"


def test_return_is_booked_once_the_debit_is_and_only_once() -> None:
    charge, run = collected()
    reference = Debit.objects.get().end_to_end
    came(files.returned_debit("120.00", "AM04", e2e=reference))
    assert (book_certain(actor=None), open_cents_of(charge)) == (0, 12000)  # its credit is not booked yet
    settle_run(run, booked_on=DAY, actor=None)
    assert (book_certain(actor=None), open_cents_of(charge)) == (1, 12000)
    (_first, again) = came(files.returned_debit("120.00", "AM04", e2e=reference, text="anders"))
    assert (book_certain(actor=None), open_cents_of(charge)) == (0, 12000)
    with pytest.raises(BillingRefused, match="schon gebucht"):
        book_suggested(again, suggestions_for([again])[again.pk][0].key, actor=None)


def test_return_stops_its_own_mandate_and_not_the_one_given_since() -> None:
    charge, run = collected()
    settle_run(run, booked_on=DAY, actor=None)
    new = mandate_of(charge.account, iban=files.OTHER)
    came(files.returned_debit("120.00", "AC04", e2e=Debit.objects.get().end_to_end))
    assert book_certain(actor=None) == 1
    new.refresh_from_db()
    assert new.ended_on is None
