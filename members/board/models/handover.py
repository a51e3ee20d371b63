"""What has to be handed over when an office changes hands."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models import Person, User

from .offices import Term


class ChecklistItem(models.Model):
    """A line of the checklist from which every handover is made; the board edits it."""

    class When(models.TextChoices):
        ALWAYS = "always", _("at every change")
        REPRESENTING = "representing", _("where the office represents the association")

    title = models.CharField(_("what is to be done"), max_length=160)
    detail = models.CharField(_("how"), max_length=500, blank=True)
    when = models.CharField(_("when"), max_length=20, choices=When, default=When.ALWAYS)
    due_days = models.PositiveSmallIntegerField(_("days after the change"), default=14)
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    class Meta:
        verbose_name = _("line of the handover checklist")
        verbose_name_plural = _("handover checklist")

    def __str__(self) -> str:
        return self.title


class Handover(models.Model):
    """One change of an office: who had it (`given`), who has it now (`taken`; None while it is vacant)."""

    office_key = models.CharField(_("office"), max_length=40)
    changed_on = models.DateField(_("change on"))
    given = models.OneToOneField(
        Term, verbose_name=_("predecessor"), null=True, on_delete=models.CASCADE, related_name="given_over"
    )
    taken = models.ForeignKey(
        Term, verbose_name=_("successor"), null=True, on_delete=models.CASCADE, related_name="taken_over"
    )

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")

    def __str__(self) -> str:
        return f"{self.office_key} {self.changed_on:%Y-%m-%d}"


class HandoverTask(models.Model):
    """One thing to be done, by whom, until when; done by whom and when."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="tasks")
    title = models.CharField(_("what is to be done"), max_length=160)
    detail = models.CharField(_("how"), max_length=500, blank=True)
    due_on = models.DateField(_("until"))
    assigned_to = models.ForeignKey(
        Person,
        verbose_name=_("who does it"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="handover_tasks",
    )
    position = models.PositiveSmallIntegerField(default=100)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        User, verbose_name=_("done by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("handover task")
        verbose_name_plural = _("handover tasks")

    def __str__(self) -> str:
        return self.title

    def is_late(self, day: date) -> bool:
        return self.done_at is None and self.due_on < day
