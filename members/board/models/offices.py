"""Who holds which office from when until when, and what belongs to an office besides the statutes."""

from datetime import date
from typing import Self

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection

from members.models import Period, PeriodQuerySet, Person


class TermQuerySet(PeriodQuerySet):
    def of_offices(self, keys: "list[str] | tuple[str, ...] | set[str]") -> Self:
        return self.filter(office_key__in=keys)

    def coming(self, day: date) -> Self:
        """Those that begin after `day`."""
        return self.filter(from_on__gt=day)


class Term(Period):
    """One person in one office for one period, half open: the last day is the day before `until_on`.

    Name, length and rights of the office stand in the statutes under `office_key`. Where the holder remains in office
    until a successor is elected, `until_on` stays empty and `due_on` is the day from which the election is due.
    """

    class How(models.TextChoices):
        ELECTED = "elected", _("elected")
        RE_ELECTED = "re_elected", _("re-elected")
        CO_OPTED = "co_opted", _("co-opted")
        ACTING = "acting", _("acting")
        FOUNDING = "founding", _("elected at the founding")
        APPOINTED = "appointed", _("appointed")

    class Ended(models.TextChoices):
        TERM_OVER = "term_over", _("term over")
        SUCCESSOR = "successor", _("successor elected")
        RESIGNED = "resigned", _("resigned")
        RECALLED = "recalled", _("recalled")
        LEFT_ASSOCIATION = "left_association", _("left the association")
        DEATH = "death", _("death")

    class Form(models.TextChoices):
        """Which form of the office's name the holder wants to read."""

        NEUTRAL = "neutral", _("neutral")
        FEMALE = "female", _("female")
        MALE = "male", _("male")

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="terms")
    office_key = models.CharField(_("office"), max_length=40, db_index=True)
    seat = models.CharField(
        _("industry or task"),
        max_length=120,
        blank=True,
        help_text=_("For a seat of an industry, or an office with a title of its own."),
    )
    due_on = models.DateField(_("election due from"), null=True, blank=True)
    how = models.CharField(_("how it came about"), max_length=20, choices=How, default=How.ELECTED)
    elected_on = models.DateField(_("elected on"), null=True, blank=True)
    in_absence = models.BooleanField(_("elected in absence, having agreed before"), default=False)
    ended_how = models.CharField(_("how it ended"), max_length=20, choices=Ended, blank=True)
    form = models.CharField(_("form of the office’s name"), max_length=10, choices=Form, default=Form.NEUTRAL)
    # Whose place it is: the term before on this seat. A change of the person starts a handover.
    follows = models.ForeignKey(
        "self", verbose_name=_("follows"), null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = TermQuerySet.as_manager()  # type: ignore[misc]  # a wider manager than that of Period

    class Meta(Period.Meta):
        verbose_name = _("term of office")
        verbose_name_plural = _("terms of office")
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(condition=Q(due_on=None) | Q(due_on__gt=F("from_on")), name="term_due_after_start"),
        ]
        indexes = [models.Index(fields=["from_on", "until_on"], name="term_period")]

    def __str__(self) -> str:
        return f"{self.person} ({self.office_key}, {self.from_on:%Y-%m-%d} –)"

    @property
    def ends_on(self) -> date | None:
        """The first day after the regular term or, where it is known, after the real one."""
        return self.until_on or self.due_on


class OfficeSetting(models.Model):
    """What belongs to an office and stands in no statutes: rights, address, documents, whether it is shown."""

    office_key = models.CharField(_("office"), max_length=40, unique=True)
    # Whoever holds the office has the rights of these groups, and nobody else has them.
    groups = models.ManyToManyField(Group, verbose_name=_("rights"), blank=True, related_name="office_settings")
    email = models.EmailField(_("e-mail address of the office"), blank=True)
    email_public = models.BooleanField(_("show the address on the board page"), default=False)
    public = models.BooleanField(_("shown on the board page"), default=True)
    past_public = models.BooleanField(
        _("former holders are shown to everyone"),
        default=False,
        help_text=_("Only those who show their profile to everyone. Members see former holders in any case."),
    )
    position = models.PositiveSmallIntegerField(_("position on the board page"), default=100)
    duties = models.CharField(_("what this office does for us"), max_length=300, blank=True)
    effort = models.CharField(_("expected time"), max_length=80, blank=True, help_text=_("“About 3 hours a month”"))
    collection = models.ForeignKey(
        Collection,
        verbose_name=_("documents of the office"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Documents in this collection that are for office holders open for whoever holds the office."),
    )

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")

    def __str__(self) -> str:
        return self.office_key


class TermReminder(models.Model):
    """The board has been told that a term ends in so many days; once for each step."""

    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="reminders")
    days = models.PositiveSmallIntegerField()
    sent_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["term", "days"], name="term_reminder_once")]

    def __str__(self) -> str:
        return f"{self.term_id}: {self.days}"
