"""Writes: receipts on request, letters for payers without an e-mail address, printed together."""

import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.billing.models import (
    Account,
    BillingSettings,
    Debit,
    InvoiceDocument,
    Paper,
    Posting,
    PostItem,
    PostRun,
    ReminderDocument,
    ReminderRun,
    WaitingLetter,
)
from members.billing.models.stored import StoredFile
from members.billing.queries.collecting import numbers_of
from members.billing.queries.papers import (
    addressed,
    change_key,
    changes_without_letter,
    debits_without_letter,
    invoices_to_print,
    notice_key,
    papers_to_print,
    payment_of,
    receipt_key,
    waiting_letters,
)
from members.billing.queries.parties import issuer_of, recipient_of
from members.billing.queries.reminders import letters_of as reminders_to_print
from members.billing.queries.stored import content_of, why_not_read
from members.billing.writers.bound import bound
from members.billing.writers.papers import (
    change_pdf,
    change_title,
    notice_pdf,
    notice_title,
    receipt_pdf,
    receipt_title,
    words_pdf,
)
from members.models import Member, User
from verein import audit

from .accounts import open_account
from .refusal import BillingRefused
from .reminder_letters import envelopes

log = logging.getLogger(__name__)

ITEM = {InvoiceDocument: "document", Paper: "paper", ReminderDocument: "reminder"}  # field of a printed letter
# Vouchers, letters (L-TAX-11).
KEPT_YEARS = {Paper.Kind.RECEIPT: 8, Paper.Kind.NOTICE: 6, Paper.Kind.CHANGE: 6, Paper.Kind.LETTER: 6}


def make_receipt(posting: Posting, *, today: date, actor: User | None) -> Paper:
    """The receipt of the payment that `posting` is (a part of): the one there is, or a new one. About 0.1 s.

    Raises BillingRefused for what is no payment, and where it was taken back or returned.
    """
    parts = payment_of(posting)
    if not parts:
        raise BillingRefused(_("This payment does not stand any more: nothing can be confirmed."))
    recipient, account = recipient_of(posting.account, today), posting.account
    title = receipt_title(parts, recipient["language"])
    values = {"kind": Paper.Kind.RECEIPT, "key": receipt_key(posting), "title": title, "account": account}
    values |= {"amount_cents": sum(part.amount_cents for part in parts), "actor": actor}
    issuer = issuer_of(BillingSettings.load())
    return _made(values, today, lambda: receipt_pdf(parts, issuer=issuer, recipient=recipient, on=today))


def _make_notice(debit: Debit, *, today: date, actor: User | None) -> Paper:
    account: Account = debit.mandate.account
    recipient, issuer = recipient_of(account, today), issuer_of(BillingSettings.load())
    values = {"kind": Paper.Kind.NOTICE, "key": notice_key(debit), "account": account, "actor": actor}
    values |= {"title": notice_title(recipient["language"]), "amount_cents": debit.announced_cents}
    numbers = numbers_of([debit])[debit.pk]
    return _made(values, today, lambda: notice_pdf(debit, numbers, issuer=issuer, recipient=recipient, on=today))


def _make_change(debit: Debit, *, today: date, actor: User | None) -> Paper:
    account: Account = debit.mandate.account
    recipient, issuer = recipient_of(account, today), issuer_of(BillingSettings.load())
    values = {"kind": Paper.Kind.CHANGE, "key": change_key(debit), "account": account, "actor": actor}
    values |= {"title": change_title(debit, recipient["language"])}
    values |= {"amount_cents": 0 if debit.is_off else debit.amount_cents}
    return _made(values, today, lambda: change_pdf(debit, issuer=issuer, recipient=recipient, on=today))


def _made(values: dict[str, Any], today: date, pdf: Callable[[], bytes]) -> Paper:
    """Made outside the transaction, which locks nothing: of two requests one wins, the other's file stays unused."""
    if existing := Paper.objects.filter(key=values["key"]).first():
        return existing
    content = pdf()
    last = date(today.year + KEPT_YEARS[values["kind"]], 12, 31)
    paper = Paper(**values, issued_on=today, retain_until=last, sha256=hashlib.sha256(content).hexdigest())
    try:
        paper.file.save(f"{values['kind']}.pdf", ContentFile(content), save=False)
    except OSError as error:  # as a full disk
        log.exception("storing %s", values["key"])
        raise BillingRefused(_("The file cannot be stored at the moment. Please try again later.")) from error
    try:
        with transaction.atomic():
            paper.save(force_insert=True)
            audit.log("billing.make_paper", paper, actor=values["actor"])
    except IntegrityError:
        paper.file.delete(save=False)
        return Paper.objects.get(key=values["key"])
    return paper


def print_letters(*, now: datetime, actor: User) -> PostRun:
    """All documents of payers without an e-mail address, and what they hear about debits, noted as sent by letter.

    Raises BillingRefused where nothing waits. Locks the settings, so that nothing is printed twice.
    """
    today = timezone.localdate(now)
    for debit in debits_without_letter():
        _make_notice(debit, today=today, actor=actor)
    for debit in changes_without_letter():
        _make_change(debit, today=today, actor=actor)
    for letter in waiting_letters():
        _make_waiting(letter, today=today, actor=actor)
    with transaction.atomic():
        BillingSettings.load()
        BillingSettings.objects.select_for_update().first()
        return _printed([*invoices_to_print(), *papers_to_print()], today=today, actor=actor)


def print_reminders(run: ReminderRun, *, now: datetime, actor: User) -> PostRun:
    """The letters of a reminder run that were not printed before, behind each the document of its fee.

    Raises BillingRefused where none is left, or a file is damaged. Locks the settings, so nothing is printed twice.
    """
    letters_of_run = {row.pk: envelopes([row]) for row in reminders_to_print(run)}
    with transaction.atomic():
        BillingSettings.load()
        BillingSettings.objects.select_for_update().first()
        fresh = [each for row in reminders_to_print(run) for each in letters_of_run.get(row.pk, ())]
        return _printed(fresh, today=timezone.localdate(now), actor=actor)


def _make_waiting(letter: WaitingLetter, *, today: date, actor: User) -> None:
    account = open_account(letter.member, actor=actor)
    issuer, to = issuer_of(BillingSettings.load()), addressed(letter, today)
    values = _letter_values(account, key=f"letter:{letter.pk}", title=letter.title, actor=actor)
    _made(values, today, lambda: words_pdf(letter, issuer=issuer, recipient=to, on=today))
    letter.delete()


def make_letter(member: Member, *, key: str, title: str, pdf: Callable[[], bytes], today: date, actor: User) -> Paper:
    """A letter whose words another room knows: the one with this key, or a new one. Printed by `print_papers`."""
    account = open_account(member, actor=actor)
    return _made(_letter_values(account, key=key, title=title, actor=actor), today, pdf)


def _letter_values(account: Account, *, key: str, title: str, actor: User) -> dict[str, Any]:
    return {
        "kind": Paper.Kind.LETTER,
        "key": key,
        "account": account,
        "actor": actor,
        "title": title,
        "amount_cents": 0,
    }


@transaction.atomic
def print_papers(papers: Sequence[Paper], *, today: date, actor: User) -> PostRun:
    """These letters, as far as they were not printed before. Raises BillingRefused where none is left."""
    BillingSettings.load()
    BillingSettings.objects.select_for_update().first()
    fresh = Paper.objects.filter(pk__in=[paper.pk for paper in papers], post_item=None).order_by("pk")
    return _printed(list(fresh), today=today, actor=actor)


def _printed(letters: Sequence[StoredFile], *, today: date, actor: User) -> PostRun:
    """In this order. The settings are locked."""
    if not letters:
        raise BillingRefused(_("Nothing waits to be printed."))
    run = PostRun.objects.create(printed_on=today, actor=actor)
    PostItem.objects.bulk_create(PostItem(run=run, **{ITEM[type(letter)]: letter}) for letter in letters)
    audit.log("billing.print_letters", run, actor=actor)
    return run


def letters_of(run: PostRun) -> bytes:
    """One PDF of all letters of the run, for printing on both sides. Raises BillingRefused where a file is damaged."""
    return bound(_contents(run))


def _contents(run: PostRun) -> Iterator[bytes]:
    for item in run.items.select_related("document", "paper", "reminder").order_by("pk"):
        content = content_of(item.letter)
        if content is None:
            raise BillingRefused(why_not_read(item.letter))
        yield content
