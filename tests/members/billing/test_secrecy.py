"""An IBAN stands nowhere in plain: not in a table, a log, a mail, a task, a session or a message about it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from members.billing.actions import receive
from members.billing.models import BankTransaction, BillingSettings, Mandate, Payout, PayoutFile
from members.billing.rules import Receipt
from members.billing.rules.references import in_fours
from tests.factories import make_account

from . import bank_files as files
from .test_bank import owing

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
WRONG = files.PAYER[:-1] + "1"
SECRET = (files.PAYER, files.OTHER, WRONG)
WRITTEN = [way for iban in SECRET for way in (iban, iban.lower(), in_fours(iban))]


def rows_with_an_iban() -> set[str]:
    """Table and column of every text that names one, and of every session."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                found |= {f"{table}.{name}" for name, value in zip(names, row, strict=True) if names_one(value)}
    sessions = [json.dumps(session.get_decoded(), default=str) for session in Session.objects.all()]
    return found | {"session" for text in sessions if names_one(text)}


def names_one(value: object) -> bool:
    text = bytes(value).decode("utf-8", "ignore") if isinstance(value, bytes | memoryview) else str(value)
    return any(written in text for written in WRITTEN)


class Desk:
    """What the treasurer sends and sees; a form that is refused may show what was typed in it."""

    def __init__(self, client: Client) -> None:
        self.client, self.shown = client, ""

    def post(self, address: str, **data: Any) -> None:
        answer = self.client.post(f"/admin/{address}", data, follow=True)
        self.shown += b"".join(answer).decode() if answer.redirect_chain else ""

    def look(self, *addresses: str) -> None:
        self.shown += "".join(self.client.get(f"/admin/{address}").content.decode() for address in addresses)


def collect(desk: Desk, account_id: int) -> None:
    """A mandate, first with a wrong IBAN, and a run with its file."""
    for iban in (WRONG, files.PAYER):
        form = {"holder": "Jörg Kötter", "signed_on": "2026-01-05", "iban": iban}
        desk.post(f"lastschriften/mandate/neu/{account_id}/", **form)
    desk.post("lastschriften/neu/", collect_on=(TODAY + timedelta(days=30)).isoformat())


def take_over(desk: Desk) -> None:
    """A statement, and a file whose columns must be explained."""
    unknown = f"Datum;Text;Euro;Konto\n13.01.2027;Beitrag;12,00;{files.OTHER}\n".encode()
    desk.post("bank/einlesen/", file=SimpleUploadedFile("auszug.xml", files.camt()))
    desk.post("bank/einlesen/", file=SimpleUploadedFile("auszug.csv", unknown))


def pay_back(desk: Desk, account_id: int) -> None:
    desk.post(f"beitraege/konten/{account_id}/erstattung/", amount_cents="30,00")
    desk.post(f"beitraege/erstattungen/{Payout.objects.get().pk}/konto/", holder="Jörg Kötter", iban=files.OTHER)
    desk.post("beitraege/erstattungen/datei/")


def test_iban_is_nowhere_in_plain_after_a_day_at_the_treasurers(
    treasurer_client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    BillingSettings.load()
    BillingSettings.objects.update(iban=files.IBAN, account_holder="Netz", creditor_identifier="DE98ZZZ09999999999")
    charge, rich, desk = owing(), make_account(), Desk(treasurer_client)
    receive(rich, Receipt(5000, "cash", TODAY, "hand:1"), actor=None)

    collect(desk, charge.account_id)
    take_over(desk)
    pay_back(desk, rich.pk)
    desk.look("lastschriften/", "lastschriften/mandate/", "bank/", "beitraege/", "beitraege/erstattungen/")
    desk.look(f"beitraege/konten/{charge.account_id}/", "protokoll/", "postausgang/")

    assert Mandate.objects.get().iban() == files.PAYER
    assert Payout.objects.get().iban() == files.OTHER
    assert PayoutFile.objects.exists()
    assert BankTransaction.objects.exists()
    assert not names_one(desk.shown)
    assert rows_with_an_iban() == set()
    assert not names_one(caplog.text)
