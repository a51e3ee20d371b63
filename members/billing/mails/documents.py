"""The mails about documents, one function each."""

from collections.abc import Sequence
from typing import Any

from django.utils import translation

from members.billing.models import Invoice
from members.billing.queries.collecting import pays_by_debit
from members.billing.queries.parties import may_sign_in
from members.billing.rules.addressing import greeting
from members.billing.writers.paying import next_open, pay_url, transfer_data
from verein.mail import queue_mail


def document_made(invoice: Invoice, *, title: str, charges: Sequence[Any], pdf: bytes) -> None:
    """The document as an attachment, with what is to be done; nothing where the payer has no e-mail address.

    `charges` with `open_cents`; `title` in the language of the document.
    """
    to = invoice.recipient["email"]
    if not to:
        return
    is_reversal = invoice.kind == Invoice.Kind.REVERSAL
    due = next_open(charges)
    with translation.override(invoice.language):
        dear = greeting(invoice.recipient)
        transfer = transfer_data(invoice.issuer, cents=due.open_cents, number=invoice.number) if due else None
    queue_mail(
        "billing/mail/reversal" if is_reversal else "billing/mail/invoice",
        to=to,
        context={
            "invoice": invoice,
            "title": title,
            "greeting": dear,
            "charges": charges,
            "due": due,
            "transfer": transfer,
            "is_debit": pays_by_debit(invoice.account),
            "url": pay_url() if may_sign_in(invoice.recipient) else "",
        },
        language=invoice.language,
        attachments=[(f"{invoice.number}.pdf", pdf, "application/pdf")],
    )
