"""What belongs to one application: sponsors, questions and answers, votes, resolutions, objections."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models import Person

from .application import Application, new_token


class Sponsor(models.Model):
    """Somebody the applicant named as a sponsor (Bürge). Only a member (`person`) gets a mail."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="sponsors")
    name = models.CharField(_("name"), max_length=160)
    email = models.EmailField(_("e-mail address"), blank=True)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="sponsorships")
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    agrees = models.BooleanField(_("supports the application"), null=True, blank=True)

    class Meta:
        verbose_name = _("sponsor")
        verbose_name_plural = _("sponsors")

    def __str__(self) -> str:
        return self.name


class Message(models.Model):
    """A question of the office or an answer of the applicant."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="messages")
    from_applicant = models.BooleanField(default=False)
    text = models.TextField(_("message"), max_length=4000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("message about an application")
        verbose_name_plural = _("messages about applications")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.application} {self.at:%Y-%m-%d}"


class Vote(models.Model):
    """How somebody who is entitled voted, in the round that is under way; a round ends with its resolution."""

    class Choice(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        ABSTAIN = "abstain", _("Abstention")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="votes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="admission_votes")
    round = models.PositiveSmallIntegerField(default=1)
    choice = models.CharField(_("vote"), max_length=10, choices=Choice)
    office_keys = models.JSONField(_("offices"), default=list)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("vote on an application")
        verbose_name_plural = _("votes on applications")
        constraints = [
            models.UniqueConstraint(fields=["application", "round", "person"], name="one_vote_a_person_and_round")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_choice_display()}"


class Resolution(models.Model):
    """A decision on an application: of whom, when, how, and what followed."""

    class Result(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        GOES_ON = "goes_on", _("goes on to another body")

    class How(models.TextChoices):
        VOTES = "votes", _("by votes here")
        MEETING = "meeting", _("in a meeting")
        SILENCE = "silence", _("by the end of a period")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="resolutions")
    purpose = models.CharField(max_length=20, default="admission")
    bodies = models.JSONField(_("decided by"), default=list)
    how = models.CharField(_("how"), max_length=10, choices=How)
    result = models.CharField(_("result"), max_length=10, choices=Result)
    decided_on = models.DateField(_("decided on"))
    yes = models.PositiveIntegerField(_("yes"), default=0)
    no = models.PositiveIntegerField(_("no"), default=0)
    abstained = models.PositiveIntegerField(_("abstentions"), default=0)
    note = models.CharField(_("minutes"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("resolution on an application")
        verbose_name_plural = _("resolutions on applications")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_result_display()}"


class Objection(models.Model):
    """A member objects to an admission that was announced; None as `person`: entered by the office for somebody."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="objections")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="objections")
    by_name = models.CharField(_("raised by"), max_length=160, blank=True)
    text = models.TextField(_("reason"), max_length=4000, blank=True)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("objection to an admission")
        verbose_name_plural = _("objections to admissions")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "person"], condition=Q(person__isnull=False), name="one_objection_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.person or self.by_name}"
