"""Receipts, mandates to sign and letters: made once, kept, and only for those they concern."""

import io
from datetime import UTC, date, datetime

import pypdf
import pytest
from django.core.files.storage import FileSystemStorage
from django.db import IntegrityError, transaction
from django.test import Client

from members.billing.actions import BillingRefused, issue, make_document, receive, take_back
from members.billing.actions.collecting import file_of, start_run
from members.billing.actions.mandates import give_mandate, revoke_mandate
from members.billing.actions.papers import letters_of, make_receipt, print_letters
from members.billing.mails.online import payment_failed
from members.billing.models import Account, BillingSettings, Charge, Mandate, Paper, PostItem, WaitingLetter
from members.billing.queries.collecting import planned
from members.billing.rules import Receipt
from tests.factories import UserFactory, make_draft, sign_in
from tests.members.billing import bank_files as files
from tests.members.billing.test_bank import TODAY, owing, own_account  # noqa: F401 - a fixture
from verein.models import Mail

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)
DAY = date(2027, 2, 15)


@pytest.fixture(autouse=True)
def creditor(own_account: None) -> None:  # noqa: F811 - the other fixture
    settings = BillingSettings.load()
    settings.account_holder, settings.creditor_identifier = "Unternehmernetz Emsbogen", "DE98ZZZ09999999999"
    settings.save()


def words_in(content: bytes) -> str:
    pdf = pypdf.PdfReader(io.BytesIO(content))
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).replace("\u00a0", " ").split())


def words_of(paper: Paper) -> str:
    with paper.file.open("rb") as file:
        return words_in(file.read())


def without_email(account: Account) -> None:
    person = account.member.person
    assert person is not None
    person.email = ""
    person.save()


def with_mandate(charge: Charge) -> None:
    iban, account = files.PAYER, charge.account
    give_mandate(account, iban=iban, holder="Kötter", signed_on=TODAY, how="paper", actor=None, today=TODAY)


def client_of(account: Account) -> Client:
    person = account.member.person
    assert person is not None
    assert person.user is not None
    return sign_in(Client(), person.user)


def test_receipt_covers_the_whole_payment_and_is_made_once() -> None:
    charge = owing()
    receipt = Receipt(15000, "cash", TODAY, "hand:1")
    first, second = receive(charge.account, receipt, charge=charge, actor=None)

    paper = make_receipt(first, today=TODAY, actor=None)
    assert make_receipt(second, today=TODAY, actor=None) == paper
    words = words_of(paper)
    for part in ("Quittung", "150,00", "120,00", "Guthaben", charge.invoice.number, "Unterschrift"):
        assert part in words
    assert (paper.amount_cents, paper.retain_until) == (15000, date(2035, 12, 31))
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Paper.objects.update(title="x")


def test_receipt_on_a_full_disk_is_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object) -> str:
        raise OSError(28, "No space left on device")

    charge = owing()
    (posting,) = receive(charge.account, Receipt(12000, "cash", TODAY, "hand:1"), actor=None)
    with monkeypatch.context() as patch:
        patch.setattr(FileSystemStorage, "_save", full)
        with pytest.raises(BillingRefused, match="nicht gespeichert"):
            make_receipt(posting, today=TODAY, actor=None)
    assert make_receipt(posting, today=TODAY, actor=None).amount_cents == 12000


def test_payment_taken_back_is_not_receipted() -> None:
    charge = owing()
    posting = receive(charge.account, Receipt(12000, "transfer", TODAY, "hand:1"), charge=charge, actor=None)[0]
    take_back(posting, reason="Irrtum", booked_on=TODAY, today=TODAY, actor=UserFactory())

    with pytest.raises(BillingRefused):
        make_receipt(posting, today=TODAY, actor=None)


def test_member_asks_for_the_receipt_and_nobody_else_opens_it(member_client: Client) -> None:
    charge = owing()
    posting = receive(charge.account, Receipt(12000, "transfer", TODAY, "hand:1"), charge=charge, actor=None)[0]
    path = f"/mein/beitraege/zahlung/{posting.pk}/bestaetigung/"
    own = client_of(charge.account)
    assert path in own.get("/mein/beitraege/").content.decode()
    assert member_client.post(path).status_code == 404
    assert not Paper.objects.exists()

    pdf = own.post(path).url
    answer = own.get(pdf)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert member_client.get(pdf).status_code == 404
    assert Client().get(pdf).status_code == 302
    assert pdf in own.get("/mein/beitraege/").content.decode()


def test_mandate_on_paper_is_printed_with_its_reference_and_entered_under_it(treasurer_client: Client) -> None:
    account = owing().account
    form = treasurer_client.get(f"/mein/beitraege/mandat/{account.pk}/formular.pdf").content
    page = treasurer_client.get(f"/admin/lastschriften/mandate/neu/{account.pk}/").content.decode()
    reference = page.split('name="reference" value="')[1].split('"')[0]
    words = words_in(form)
    for part in (reference, "DE98 ZZZ0", "Unternehmernetz Emsbogen", str(account.member.holder), "acht Wochen"):
        assert part in words

    data = {"holder": "Kötter", "iban": files.PAYER, "signed_on": "2026-01-05", "reference": "papier-7"}
    treasurer_client.post(f"/admin/lastschriften/mandate/neu/{account.pk}/", data)
    mandate = Mandate.objects.get()
    assert mandate.reference == "PAPIER-7"
    again = treasurer_client.post(f"/admin/lastschriften/mandate/neu/{account.pk}/", data)
    assert "bereits verwendet" in again.content.decode()
    assert Mandate.objects.count() == 1, "a reference is never used twice"
    copy = words_in(client_of(account).get(f"/mein/beitraege/mandat/{mandate.pk}/kopie.pdf").content)
    assert "PAPIER-7" in copy
    assert files.PAYER[8:18] not in copy.replace(" ", "")


def test_payer_without_email_gets_letters_that_are_printed_once() -> None:
    charge, other = owing(), owing()
    without_email(charge.account)
    Charge.objects.get(pk=other.pk)
    actor = UserFactory()
    late = owing(person__email="")
    make_document(late.invoice)
    make_document(other.invoice)

    run = print_letters(now=NOW, actor=actor)
    assert [item.document.invoice for item in run.items.all()] == [late.invoice]
    assert late.invoice.number in words_in(letters_of(run))
    with pytest.raises(BillingRefused):
        print_letters(now=NOW, actor=actor)


def test_debit_of_a_payer_without_email_is_announced_by_letter_before_its_file_is_made() -> None:
    charge = owing()
    with_mandate(charge)
    without_email(charge.account)
    assert (planned(DAY)[0].reason, planned(DAY)[0].by_letter) == (None, True)
    run = start_run(collect_on=DAY, actor=None, now=NOW)
    with pytest.raises(BillingRefused, match="Brief"):
        file_of(run, actor=None, now=NOW)

    letters = words_in(letters_of(print_letters(now=NOW, actor=UserFactory())))
    for part in ("120,00", "15.02.2027", Mandate.objects.get().reference, "DE98ZZZ09999999999", charge.invoice.number):
        assert part in letters
    assert PostItem.objects.get().paper is not None
    assert file_of(run, actor=None, now=NOW)


def test_what_others_get_by_mail_waits_as_a_letter_without_links_and_is_printed_once() -> None:
    charge = owing(person__email="")
    with_mandate(charge)
    revoke_mandate(Mandate.objects.get(), actor=None, today=TODAY)
    payment_failed(charge.account, charge=charge, code="AC04", on=TODAY)
    given, ended, failed = WaitingLetter.objects.order_by("pk")
    assert "ermächtige" in given.text
    assert "Papier" in ended.text
    assert charge.invoice.number in failed.text
    assert "http" not in given.text + ended.text + failed.text

    run = print_letters(now=NOW, actor=UserFactory())
    words = words_in(letters_of(run))
    for part in (str(charge.account.member.holder), "Mandatsreferenz", "Freundliche Grüße", failed.title):
        assert part in words
    assert (run.items.count(), WaitingLetter.objects.count()) == (3, 0)
    assert {paper.kind for paper in Paper.objects.all()} == {"letter"}


def test_different_payer_without_email_gets_letters_and_the_member_no_mail() -> None:
    charge = owing()
    values = {"payer_name": "Gerda Kötter", "payer_street": "Allee 9", "payer_postcode": "48999", "payer_city": "Ems"}
    Account.objects.filter(pk=charge.account_id).update(**values)
    account = Account.objects.get(pk=charge.account_id)
    make_document(issue(account, make_draft(key="later"), issued_on=TODAY, actor=None))
    payment_failed(account, charge=charge, code="AC04", on=TODAY)
    assert not Mail.objects.exists()

    words = words_in(letters_of(print_letters(now=NOW, actor=UserFactory())))
    assert words.count("Allee 9") == 2
    assert str(account.member.holder) in words
    assert "/mein/" not in words


def test_letter_to_somebody_who_has_died_is_not_printed() -> None:
    charge = owing(person__email="")
    with_mandate(charge)
    person = charge.account.member.person
    assert person is not None
    person.died_on = TODAY
    person.save()
    with pytest.raises(BillingRefused):
        print_letters(now=NOW, actor=UserFactory())


def test_payer_without_any_address_is_left_out_of_the_run() -> None:
    charge = owing()
    with_mandate(charge)
    without_email(charge.account)
    person = charge.account.member.person
    assert person is not None
    person.street = person.city = ""
    person.save()
    assert "Postanschrift" in (planned(DAY)[0].reason or "")


def test_letters_are_the_treasurers(treasurer_client: Client, board_client: Client) -> None:
    invoice = owing(person__email="").invoice
    make_document(invoice)
    assert invoice.number in treasurer_client.get("/admin/beitraege/briefe/").content.decode()
    assert board_client.get("/admin/beitraege/briefe/").status_code in (302, 403)
    board_client.post("/admin/beitraege/briefe/drucken/")
    assert not PostItem.objects.exists()

    treasurer_client.post("/admin/beitraege/briefe/drucken/")
    run = PostItem.objects.get().run
    assert treasurer_client.get(f"/admin/beitraege/briefe/{run.pk}.pdf").content.startswith(b"%PDF")
    assert board_client.get(f"/admin/beitraege/briefe/{run.pk}.pdf").status_code in (302, 403)
