"""Mails to whoever keeps the books."""

from collections.abc import Sequence

from verein.mail import queue_mail
from verein.models import Mail


def ledger_wrong(*, to: str, problems: Sequence[str]) -> Mail:
    """The check found something that does not agree."""
    return queue_mail("billing/mail/ledger_wrong", to=to, context={"problems": problems, "count": len(problems)})
