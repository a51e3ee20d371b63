"""A dues run: what should be charged for a year, beside what is charged already; and how far it is."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.billing.models import Account, Invoice
from members.models import Member
from members.models.acting import who

from .levies import DecidedLevy


class DuesRun(models.Model):
    """One look at a year of dues, member by member; issuing takes over what was looked at, nothing else."""

    class State(models.TextChoices):
        COMPUTING = "computing", _("being computed")
        READY = "ready", _("ready to look at")
        ISSUING = "issuing", _("being issued")
        STOPPED = "stopped", _("stopped")
        DONE = "done", _("done")

    # Any day of the year: regulations may count each member's year from joining.
    day = models.DateField(_("day in the year"))
    # A run of a levy charges that instead of the dues.
    levy = models.ForeignKey(DecidedLevy, null=True, blank=True, on_delete=models.PROTECT, related_name="runs")
    # What the limits of the statutes leave open of a levy's total.
    uncovered_cents = models.BigIntegerField(default=0)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.COMPUTING)
    started_by = who()
    started_at = models.DateTimeField(_("started"))
    # When a worker last did a piece of it; one that was killed is taken up again.
    touched_at = models.DateTimeField()
    # The last member computed, in order of their keys.
    cursor = models.BigIntegerField(default=0)
    members = models.PositiveIntegerField(_("members"), default=0)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("dues run")
        verbose_name_plural = _("dues runs")
        constraints = [
            models.UniqueConstraint(
                models.Value(1),
                condition=models.Q(state__in=["computing", "issuing"]),
                name="one_dues_run_at_work",
            )
        ]

    def __str__(self) -> str:
        return str(self.levy) if self.levy else f"{self._meta.verbose_name} {self.day.year}"

    @property
    def is_at_work(self) -> bool:
        return self.state in (self.State.COMPUTING, self.State.ISSUING)


class DuesRunRow(models.Model):
    """One member in a run: what should be charged, what is to be done about it, and what became of it."""

    class Step(models.TextChoices):
        ISSUE = "issue", _("new invoice")
        CORRECT = "correct", _("cancel and issue anew")
        CANCEL = "cancel", _("cancel")
        SAME = "same", _("charged already")
        FREE = "free", _("nothing to pay")
        MISSING = "missing", _("cannot be computed")

    class Result(models.TextChoices):
        OPEN = "open", _("to do")
        DONE = "done", _("done")
        STALE = "stale", _("has changed since: compute again")
        REFUSED = "refused", _("not issued")

    run = models.ForeignKey(DuesRun, on_delete=models.CASCADE, related_name="rows")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(_("what is done"), max_length=10, choices=Step)
    result = models.CharField(_("result"), max_length=10, choices=Result, blank=True)
    # Name of the membership type and way of payment, for the totals.
    type_name = models.CharField(_("membership type"), max_length=80, blank=True)
    way = models.CharField(_("payment method"), max_length=10, choices=Account.Way, blank=True)
    total_cents = models.BigIntegerField(_("amount"), default=0)
    # What was charged for the year before; None where nothing was.
    before_cents = models.BigIntegerField(_("year before"), null=True, blank=True)
    # The dues of the year a levy is spread and limited by; None where the member does not pay it.
    base_cents = models.BigIntegerField(_("annual dues"), null=True, blank=True)
    # What the amount is made of: a hash of it, to see whether it is still the same when it is issued.
    digest = models.CharField(max_length=64, blank=True)
    # [{"text": …, "cents": …}] from the rule to the cent; sentences about what did not count or is missing.
    explanation = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    invoice = models.ForeignKey(Invoice, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("row of a dues run")
        verbose_name_plural = _("rows of dues runs")
        ordering = ["run", "member"]
        constraints = [models.UniqueConstraint(fields=["run", "member"], name="dues_run_member_once")]
        indexes = [models.Index(fields=["run", "result", "member"], name="dues_run_to_do")]

    def __str__(self) -> str:
        return f"{self.run}: {self.member}"
