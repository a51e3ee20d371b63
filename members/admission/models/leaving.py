"""How somebody leaves: notices given, and proceedings that end a membership against the member's will."""

from datetime import date, timedelta

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.models import Member, Membership, User
from members.models.rulebook import Form


def private_storage() -> Storage:
    """Letters and minutes hold names: outside the web root, served by a view that asks a rule."""
    return storages["private"]


class Notice(models.Model):
    """A notice by the member (Kündigung). It works on receipt: the membership's end is set in the same action."""

    class Kind(models.TextChoices):
        ORDINARY = "ordinary", _("notice")
        EXTRAORDINARY = "extraordinary", _("notice for an important reason")

    class State(models.TextChoices):
        RECEIVED = "received", _("received")
        CONFIRMED = "confirmed", _("confirmed")
        WITHDRAWN = "withdrawn", _("withdrawn")
        REFUSED = "refused", _("important reason not accepted")

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(_("kind"), max_length=15, choices=Kind, default=Kind.ORDINARY)
    state = models.CharField(_("state"), max_length=15, choices=State, default=State.RECEIVED)
    received_on = models.DateField(_("received on"))
    form = models.CharField(_("form"), max_length=15, choices=Form)
    # None while the board has still to accept an important reason.
    last_day = models.DateField(_("last day"), null=True, blank=True)
    by_agreement = models.BooleanField(_("another day agreed"), default=False)
    reason = models.TextField(_("reason"), blank=True)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    settled_on = models.DateField(_("confirmed, withdrawn or refused on"), null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(
                fields=["membership"],
                condition=Q(state__in=["received", "confirmed"]),
                name="one_notice_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership.member} {self.received_on:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.RECEIVED


class ToldArrears(models.Model):
    """The board was told of a member whose last reminder, sent on `reminded_on`, stayed unpaid: once each."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    reminded_on = models.DateField(_("last reminder sent on"))
    told_at = models.DateTimeField(_("told"))

    class Meta:
        verbose_name = _("arrears put before the board")
        verbose_name_plural = _("arrears put before the board")
        constraints = [models.UniqueConstraint(fields=["member", "reminded_on"], name="arrears_told_once_a_reminder")]

    def __str__(self) -> str:
        return f"{self.member} {self.reminded_on:%Y-%m-%d}"


class Proceeding(models.Model):
    """An exclusion, or a removal from the register for arrears: hearing, decision, delivery, appeal, each dated."""

    class Kind(models.TextChoices):
        EXCLUSION = "exclusion", _("exclusion")
        ARREARS = "arrears", _("removal for arrears")

    class Result(models.TextChoices):
        OPEN = "", _("open")
        ENDED = "ended", _("membership ended")
        KEPT = "kept", _("membership kept")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="proceedings")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    grounds = models.TextField(_("grounds"))
    # Which of several clauses on arrears the board chose, counted from 0 in the statutes of `opened_on`.
    clause_number = models.PositiveSmallIntegerField(_("clause of the statutes"), default=0)
    opened_on = models.DateField(_("opened on"))
    opened_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    unpaid_since = models.DateField(_("unpaid since"), null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(_("reminders sent"), default=0)
    last_reminder_on = models.DateField(_("last reminder sent on"), null=True, blank=True)
    threatened = models.BooleanField(_("the reminder threatened it"), default=False)
    hearing_sent_on = models.DateField(_("asked for a statement on"), null=True, blank=True)
    hearing_until = models.DateField(_("statement until"), null=True, blank=True)
    hearing_note = models.TextField(_("statement of the member"), blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=80, blank=True)
    minutes = models.CharField(_("minutes"), max_length=200, blank=True, help_text=_("Where the decision is recorded."))
    document = models.FileField(_("document"), upload_to="proceedings", storage=private_storage, blank=True)
    last_day = models.DateField(_("last day"), null=True, blank=True)
    delivered_on = models.DateField(_("notice received on"), null=True, blank=True)
    appeal_until = models.DateField(_("appeal until"), null=True, blank=True)
    appealed_on = models.DateField(_("appeal received on"), null=True, blank=True)
    appeal_decided_on = models.DateField(_("appeal decided on"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=10, choices=Result, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("proceeding")
        verbose_name_plural = _("proceedings")
        constraints = [
            models.UniqueConstraint(fields=["member"], condition=Q(closed_on=None), name="one_open_proceeding"),
            models.CheckConstraint(
                condition=Q(decided_on=None) | Q(decided_on__gte=F("opened_on")), name="decided_after_opening"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.member}"

    def appeal_is_over(self, today: date) -> bool:
        """Nobody appealed in time, or there is no appeal."""
        return self.appealed_on is None and (self.appeal_until is None or today > self.appeal_until)

    @property
    def until_on(self) -> date | None:
        return self.last_day and self.last_day + timedelta(days=1)
