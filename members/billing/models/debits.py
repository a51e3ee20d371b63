"""Our own SEPA collection: mandates, debit runs and what each debit collects."""

from datetime import date, timedelta

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.models.acting import Acted, who
from verein.sealed import unseal

from .accounts import Account
from .bank import BankTransaction
from .invoices import Charge

LAPSES_AFTER_YEARS = 3  # without use (L-SEPA-7)


class Mandate(Acted):
    """A payer's SEPA mandate. It never changes: another account is another mandate, under a reference of its own."""

    class How(models.TextChoices):
        ONLINE = "online", _("given on this site")
        PAPER = "paper", _("on paper")

    class Ended(models.TextChoices):
        REVOKED = "revoked", _("revoked")
        REPLACED = "replaced", _("replaced by a new one")
        LAPSED = "lapsed", _("lapsed after 36 months without use")
        RETURNED = "returned", _("stopped by a returned debit")

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="mandates")
    # L-SEPA-2: at most 35 characters, the same in capitals, never used again.
    reference = models.CharField(
        _("mandate reference"), max_length=35, validators=[RegexValidator(r"^[A-Z0-9-]{1,35}$")]
    )
    holder = models.CharField(_("account holder"), max_length=70)
    iban_sealed = models.TextField(editable=False)
    iban_hash = models.CharField(max_length=64, db_index=True)
    iban_short = models.CharField(_("IBAN"), max_length=16)
    signed_on = models.DateField(_("signed on"))
    how = models.CharField(_("how it was given"), max_length=10, choices=How)
    text_version = models.CharField(max_length=20)
    last_used_on = models.DateField(_("last used on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    ended_how = models.CharField(_("how it ended"), max_length=10, choices=Ended, blank=True)
    return_code = models.CharField(max_length=4, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("SEPA mandate")
        verbose_name_plural = _("SEPA mandates")
        constraints = [
            models.UniqueConstraint(Upper("reference"), name="mandate_reference_once"),
            models.UniqueConstraint(fields=["account"], condition=Q(ended_on=None), name="one_live_mandate_an_account"),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_how="") | Q(ended_on__isnull=False) & ~Q(ended_how=""),
                name="ended_mandate_says_how",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def lapses_on(self) -> date:
        """The first day on which it does not count any more."""
        last = self.last_used_on or self.signed_on
        year = last.year + LAPSES_AFTER_YEARS
        return date(year, 3, 1) if (last.month, last.day) == (2, 29) else last.replace(year=year) + timedelta(days=1)

    def iban(self) -> str:
        """In full, for the file to the bank only."""
        return unseal(self.iban_sealed)


class DebitRun(Acted):
    """Debits collected together on one day. Its file is made once; after the download nothing changes."""

    reference = models.CharField(_("reference"), max_length=35, unique=True)
    collect_on = models.DateField(_("collected on"))
    total_cents = models.BigIntegerField(_("total"))
    file_sealed = models.TextField(editable=False)  # pain.008 with the IBANs
    sha256 = models.CharField(max_length=64, blank=True)
    downloaded_at = models.DateTimeField(_("downloaded"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    # When payers were last told something of it, or it was booked; a worker that was killed over it is relieved.
    touched_at = models.DateTimeField(default=timezone.now)
    booked_by = who()
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("debit run")
        verbose_name_plural = _("debit runs")
        constraints = [
            models.CheckConstraint(
                condition=Q(downloaded_at=None) | Q(cancelled_at=None), name="downloaded_run_is_not_cancelled"
            )
        ]

    def __str__(self) -> str:
        return self.reference


class Debit(models.Model):
    """What one payer pays in a run: all due charges of the account in one debit, unless it is left out before."""

    class LeftOut(models.TextChoices):
        DIED = "died", _("the member has died")
        MANDATE = "mandate", _("the mandate has ended")
        WAY = "way", _("the account no longer pays by direct debit")
        PAUSED = "paused", _("deferred or in dispute")
        PAID = "paid", _("nothing is open any more")
        ONLINE = "online", _("an online payment is under way")
        LATE = "late", _("could not be told in time")
        CLICK = "click", pgettext_lazy("left out of a debit run", "by hand")

    class Tell(models.TextChoices):
        """What the payer has yet to hear; the queue sees to it piece by piece."""

        ANNOUNCED = "announced", _("what is collected, and when")
        OFF = "off", _("that nothing is collected")
        LESS = "less", _("that less is collected")

    run = models.ForeignKey(DebitRun, on_delete=models.PROTECT, related_name="debits")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="debits")
    end_to_end = models.CharField(max_length=35, unique=True)
    amount_cents = models.BigIntegerField(_("amount"))
    announced_cents = models.BigIntegerField(_("announced amount"))  # less is collected where some was paid meanwhile
    announced_at = models.DateTimeField(_("announced"), null=True, blank=True)  # the pre-notification (L-SEPA-4)
    by_letter = models.BooleanField(_("announced by letter"), default=False)  # the payer has no e-mail address
    to_tell = models.CharField(max_length=10, choices=Tell, blank=True, default=Tell.ANNOUNCED)
    # The payer was told of the debit and hears by letter that less or nothing is collected.
    correct_by_letter = models.BooleanField(default=False)
    left_out = models.CharField(_("left out"), max_length=10, choices=LeftOut, blank=True)
    left_out_at = models.DateTimeField(_("left out on"), null=True, blank=True)
    left_out_note = models.CharField(_("reason"), max_length=200, blank=True)  # the treasurer's words, for our books
    # The bank has credited it, as a click or a line of the account tells; booked it is once `settled_on` is set.
    credited_on = models.DateField(null=True, blank=True)
    bank_line = models.ForeignKey(
        BankTransaction, null=True, blank=True, on_delete=models.PROTECT, related_name="debits"
    )
    settled_on = models.DateField(_("settled on"), null=True, blank=True)

    class Meta:
        verbose_name = _("debit")
        verbose_name_plural = _("debits")
        indexes = [models.Index(fields=["run"], condition=~Q(to_tell=""), name="debit_to_tell")]
        constraints = [
            models.UniqueConstraint(fields=["run", "mandate"], name="one_debit_a_mandate_and_run"),
            models.CheckConstraint(
                condition=Q(amount_cents__gt=0, announced_cents__gte=F("amount_cents")),
                name="debit_is_positive_and_as_announced",
            ),
            models.CheckConstraint(
                condition=Q(left_out="", left_out_at=None) | ~Q(left_out="") & Q(left_out_at__isnull=False),
                name="left_out_debit_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(left_out="click") | ~Q(left_out_note=""), name="debit_left_out_by_hand_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(left_out="") | Q(credited_on=None), name="left_out_debit_brings_nothing"
            ),
            models.CheckConstraint(
                condition=Q(settled_on=None) | Q(settled_on=F("credited_on")), name="settled_debit_was_credited"
            ),
        ]

    def __str__(self) -> str:
        return self.end_to_end

    @property
    def is_off(self) -> bool:
        """Nothing is collected by it: it was left out, or its run is cancelled."""
        return bool(self.left_out or self.run.cancelled_at)


class DebitItem(models.Model):
    """A charge that a debit pays."""

    debit = models.ForeignKey(Debit, on_delete=models.PROTECT, related_name="items")
    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="debit_items")
    amount_cents = models.BigIntegerField(_("amount"))

    class Meta:
        verbose_name = _("charge of a debit")
        verbose_name_plural = _("charges of debits")
        constraints = [models.UniqueConstraint(fields=["debit", "charge"], name="charge_once_a_debit")]

    def __str__(self) -> str:
        return str(self.charge)
