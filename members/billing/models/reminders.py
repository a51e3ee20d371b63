"""Reminders: which stages there are, when it is quiet, and what went out; what went out is never changed or deleted."""

from datetime import date
from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting

from members.models.acting import Acted

from .accounts import Account
from .invoices import Charge, Invoice
from .stored import StoredFile


def default_stages() -> list[dict[str, Any]]:
    """14, 28 and 42 days after the due date, without fees; names and texts are the house's own."""
    common = {"name": "", "text": "", "fee_cents": 0}
    return [{**common, "days": days, "is_last": days == 42} for days in (14, 28, 42)]


def default_quiet() -> list[dict[str, Any]]:
    """Christmas to Epiphany, every year."""
    return [{"name": "", "from_on": "2026-12-20", "last_on": "2027-01-06", "yearly": True}]


class ReminderSettings(BaseGenericSetting):
    """The stages (`rules.reminding.Stage`) and the calendar of quiet days (`Quiet`); the row is locked by each run."""

    stages = models.JSONField(default=default_stages)
    quiet = models.JSONField(default=default_quiet)
    fee_cap_cents = models.PositiveSmallIntegerField(
        _("limit of the fee"), default=500, validators=[MaxValueValidator(999)]
    )
    told_on = models.DateField(null=True, blank=True)  # when the treasurer was last told that reminders are due

    class Meta:
        verbose_name = _("reminders")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class ReminderRun(Acted):
    """What one click sent."""

    ran_on = models.DateField(_("day"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reminder run")
        verbose_name_plural = _("reminder runs")
        ordering = ["-ran_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.ran_on:%Y-%m-%d}"


class Reminder(models.Model):
    """One letter to one payer about all that is overdue, with everything it says as of its day."""

    class By(models.TextChoices):
        MAIL = "mail", _("e-mail")
        LETTER = "letter", _("letter")

    run = models.ForeignKey(ReminderRun, on_delete=models.PROTECT, related_name="reminders")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="reminders")
    stage = models.PositiveSmallIntegerField(_("stage"))  # from 1
    title = models.CharField(_("kind"), max_length=80)
    text = models.TextField(_("text"))
    is_last = models.BooleanField(_("last stage"), default=False)
    # What the statutes say on removal for arrears; empty where they have no such clause, or before the last stage.
    clause = models.TextField(_("clause of the statutes"), blank=True)
    sent_on = models.DateField(_("sent on"))
    pay_until = models.DateField(_("to be paid by"))
    by = models.CharField(_("sent by"), max_length=6, choices=By)
    open_cents = models.BigIntegerField(_("amount"))  # with the fee
    fee_invoice = models.OneToOneField(
        Invoice, verbose_name=_("fee"), null=True, blank=True, on_delete=models.PROTECT, related_name="reminder"
    )
    recipient = models.JSONField()
    issuer = models.JSONField()
    language = models.CharField(max_length=5, default="de")

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-sent_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "account"], name="one_reminder_an_account_and_run"),
            models.CheckConstraint(condition=Q(stage__gt=0), name="reminder_has_a_stage"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.sent_on:%Y-%m-%d}"

    @property
    def is_withdrawn(self) -> bool:
        return hasattr(self, "withdrawal")

    @property
    def printed_on(self) -> date | None:
        """When its letter was printed for the post; None where it goes by mail, or waits."""
        item = getattr(getattr(self, "document", None), "post_item", None)
        return item.run.printed_on if item else None


class ReminderItem(models.Model):
    """A charge that a reminder names, with what was open of it, and the stage that the charge has reached by it."""

    reminder = models.ForeignKey(Reminder, on_delete=models.PROTECT, related_name="items")
    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="reminder_items")
    stage = models.PositiveSmallIntegerField(_("stage"))
    open_cents = models.BigIntegerField(_("open"))
    returned_on = models.DateField(_("returned debit"), null=True, blank=True)
    return_code = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("reminded charge")
        verbose_name_plural = _("reminded charges")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["reminder", "charge"], name="charge_once_a_reminder")]

    def __str__(self) -> str:
        return str(self.charge)


class ReminderDocument(StoredFile):
    """The letter as PDF: made once, its hash kept, never made again."""

    folder = "reminders"

    reminder = models.OneToOneField(Reminder, on_delete=models.PROTECT, related_name="document")

    class Meta:
        verbose_name = _("document of a reminder")
        verbose_name_plural = _("documents of reminders")

    def __str__(self) -> str:
        return str(self.reminder)


class ReminderWithdrawal(Acted):
    """A reminder that was wrong: it counts no more, and its fee is cancelled."""

    reminder = models.OneToOneField(Reminder, on_delete=models.PROTECT, related_name="withdrawal")
    withdrawn_on = models.DateField(_("withdrawn on"))
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        verbose_name = _("withdrawn reminder")
        verbose_name_plural = _("withdrawn reminders")

    def __str__(self) -> str:
        return str(self.reminder)
