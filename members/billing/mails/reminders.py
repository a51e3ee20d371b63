"""Mails about reminders: to the payer, and to the treasurer that some are due."""

from collections.abc import Mapping

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from members.billing.models import Reminder
from members.billing.queries.parties import may_sign_in
from members.billing.rules.addressing import greeting
from members.billing.writers.paying import pay_url, transfer_data
from members.billing.writers.reminders import lines_of, reference_of, threat_of
from verein.mail import queue_mail
from verein.models import Mail

from .post import queue_letter


def reminder_sent(reminder: Reminder, *, pdf: bytes, fees: Mapping[str, bytes]) -> Mail:
    """The letter as an attachment, all that it says in the mail itself, and `fees`: the fee's document by its name."""
    with translation.override(reminder.language):
        number = reference_of(reminder)
        context = {
            "reminder": reminder,
            "greeting": greeting(reminder.recipient),
            "lines": lines_of(reminder),
            "threat": threat_of(reminder),
            "transfer": transfer_data(reminder.issuer, cents=reminder.open_cents, number=number),
            "url": pay_url() if may_sign_in(reminder.recipient) else "",
        }
        name = f"{reminder.title} {reminder.sent_on:%Y-%m-%d}.pdf"
    return queue_mail(
        "billing/mail/reminder",
        to=reminder.recipient["email"],
        context=context,
        language=reminder.language,
        attachments=[(name, content, "application/pdf") for name, content in {name: pdf, **fees}.items()],
    )


def reminder_withdrawn(reminder: Reminder) -> None:
    """The same way as the reminder came."""
    with translation.override(reminder.language):
        context: dict[str, object] = {"reminder": reminder, "greeting": greeting(reminder.recipient)}
        context["url"] = pay_url() if may_sign_in(reminder.recipient) else ""
    template, language = "billing/mail/reminder_withdrawn", reminder.language
    if to := reminder.recipient["email"]:
        queue_mail(template, to=to, context=context, language=language)
    else:
        queue_letter(reminder.account.member, template, context, language=language)


def reminders_due(*, to: str, count: int, cents: int) -> Mail:
    url = settings.BASE_URL + reverse("reminders")
    return queue_mail("billing/mail/reminders_due", to=to, context={"count": count, "cents": cents, "url": url})
