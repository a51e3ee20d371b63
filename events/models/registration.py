"""What happens: the event's own row, which is locked, and who has registered."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from members.models import Person

from .pages import EventPage


def new_uid() -> str:
    return f"{uuid.uuid4()}@verein"


class Event(models.Model):
    """One to one beside the page; publishing an old draft of the page changes nothing here.

    Every change of places or registrations locks this row first.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        POSTPONED = "postponed", _("postponed")
        CANCELLED = "cancelled", _("cancelled")

    page = models.OneToOneField(EventPage, on_delete=models.CASCADE, related_name="event")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    state_note = models.CharField(_("what people should know"), max_length=300, blank=True)
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    # RFC 5545: the identity of the calendar entry, and how often it has changed in a way that matters to calendars.
    uid = models.CharField(max_length=255, unique=True, default=new_uid)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)
    # What calendars were last told (times, place, title, state); a difference raises `sequence`.
    fingerprint = models.CharField(max_length=64, blank=True)
    # Up to when the host has been told of registrations; None: of none so far.
    host_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Where an import found it; together with the occurrence in `uid` it keeps a second run from doubling.
    source = models.CharField(max_length=200, blank=True)
    # What the import wrote, and the page's revision it made: a page that people edited since is left to them.
    import_hash = models.CharField(max_length=64, blank=True)
    import_revision = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("event (state)")

    def __str__(self) -> str:
        return f"{self.page} ({self.get_state_display()})"


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def active(self) -> "RegistrationQuerySet":
        return self.exclude(state=Registration.State.CANCELLED)

    def confirmed(self) -> "RegistrationQuerySet":
        return self.filter(state=Registration.State.CONFIRMED)

    def of_guest(self, email: str) -> "RegistrationQuerySet":
        """Whoever has this address: a guest who gave it, or a person the association writes to there."""
        return self.filter(Q(guest_email__iexact=email) | Q(person__email__iexact=email)) if email else self.none()

    def of_person(self, person: Person) -> "RegistrationQuerySet":
        """The person's own, and those made as a guest with the same address."""
        own = Q(person=person)
        return self.filter(own | Q(guest_email__iexact=person.email) if person.email else own)

    def of_mere_guest(self, email: str) -> "RegistrationQuerySet":
        """Made with this address by nobody we know as a person."""
        return self.filter(person=None, guest_email__iexact=email) if email else self.none()

    def waiting(self) -> "RegistrationQuerySet":
        """In the order of arrival."""
        return self.filter(state=Registration.State.WAITING).order_by("queued_at", "pk")


class Registration(models.Model):
    """A party of one person or guest with companions: confirmed whole or waiting whole."""

    class State(models.TextChoices):
        CONFIRMED = "confirmed", _("registered")
        WAITING = "waiting", _("on the waiting list")
        CANCELLED = "cancelled", _("cancelled")

    class Attendance(models.TextChoices):
        PRESENT = "present", _("present")
        EXCUSED = "excused", _("excused")
        ABSENT = "absent", _("absent")

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="registrations")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        "members.Person",
        verbose_name=_("member"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="registrations",
    )
    # A guest's own words; empty where `person` is set.
    guest_name = models.CharField(_("name"), max_length=120, blank=True)
    guest_company = models.CharField(_("company"), max_length=160, blank=True)
    guest_email = models.EmailField(_("e-mail address"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State)
    party_size = models.PositiveSmallIntegerField(_("people"), default=1)
    remark = models.CharField(_("remark"), max_length=500, blank=True)
    on_list = models.BooleanField(_("shown on the attendee list"), default=False)
    attendance = models.CharField(_("attendance"), max_length=10, choices=Attendance, blank=True)
    language = models.CharField(max_length=5, default="de")
    created_at = models.DateTimeField(_("registered at"))
    queued_at = models.DateTimeField()  # the place in the waiting list; kept when a party only gets smaller
    promoted_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, guest_name="", guest_email="")
                | Q(person__isnull=True) & ~Q(guest_name=""),
                name="registration_is_person_or_guest",
            ),
            models.UniqueConstraint(
                fields=("event", "person"), condition=~Q(state="cancelled"), name="registration_once_a_person"
            ),
            models.UniqueConstraint(
                "event",
                Lower("guest_email"),
                condition=~Q(state="cancelled") & ~Q(guest_email=""),
                name="registration_once_a_guest",
            ),
            models.CheckConstraint(condition=Q(party_size__gte=1), name="registration_party_not_empty"),
        ]
        indexes = [models.Index(fields=["event", "state", "queued_at"], name="registration_queue")]

    def __str__(self) -> str:
        return f"{self.name}: {self.event_id} ({self.state})"

    @property
    def name(self) -> str:
        return self.person.name if self.person else self.guest_name

    @property
    def email(self) -> str:
        return self.person.email if self.person else self.guest_email


class Companion(models.Model):
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="companions")
    name = models.CharField(_("name"), max_length=120)

    def __str__(self) -> str:
        return self.name
