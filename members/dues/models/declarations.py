"""The yearly declaration: who was asked, reminded, has declared or was estimated; objections and proposals."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.models import Member
from members.models.acting import who


class DeclarationRound(models.Model):
    """The treasurer asks all members for the data of a year, once."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    due_on = models.DateField(_("to be declared by"))
    # On this day those are reminded who have not answered; None: the regulations want no reminder.
    remind_on = models.DateField(_("reminder on"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened"))
    opened_by = who()

    class Meta:
        verbose_name = _("round of declarations")
        verbose_name_plural = _("rounds of declarations")

    def __str__(self) -> str:
        return str(self.year)


class YearlyDeclaration(models.Model):
    """How far one member's declaration of a year is; the numbers themselves are `DeclaredNumber` rows."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="declarations")
    year = models.PositiveSmallIntegerField(_("year"))
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    declared_at = models.DateTimeField(_("declared"), null=True, blank=True)
    declared_by = who()
    estimated_at = models.DateTimeField(_("estimated"), null=True, blank=True)
    # The last day on which the member may object to the estimate; None: the regulations name none.
    object_until = models.DateField(_("objection until"), null=True, blank=True)

    class Meta:
        verbose_name = _("yearly declaration")
        verbose_name_plural = _("yearly declarations")
        constraints = [
            models.UniqueConstraint(fields=["member", "year"], name="one_declaration_a_year"),
            models.CheckConstraint(
                condition=Q(reminded_at=None) | Q(asked_at__lte=F("reminded_at")), name="asked_before_reminded"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.year}"


class Decided(models.Model):
    """Something a member asks for and the treasurer answers once."""

    asked_at = models.DateTimeField(_("received"))
    asked_by = who()
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = who()
    accepted = models.BooleanField(_("accepted"), null=True, blank=True)
    answer = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, accepted=None) | Q(decided_at__isnull=False, accepted__isnull=False),
                name="%(class)s_decided_one_way_or_the_other",
            )
        ]


class Objection(Decided):
    """A member objects to an estimate and says what is right; accepted, its numbers count."""

    declaration = models.ForeignKey(YearlyDeclaration, on_delete=models.PROTECT, related_name="objections")
    reason = models.TextField(_("objection"), max_length=2000)
    # {"staff": {"number": "3"}} or {"staff": {"weights": {"full_time": "2"}}}; {classification: class}.
    numbers = models.JSONField(default=dict)
    classes = models.JSONField(default=dict)

    class Meta(Decided.Meta):
        verbose_name = _("objection to an estimate")
        verbose_name_plural = _("objections to estimates")
        constraints = [
            *Decided.Meta.constraints,
            models.UniqueConstraint(
                fields=["declaration"], condition=Q(decided_at=None), name="one_open_objection_a_declaration"
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name}: {self.declaration}"


class Wish(Decided):
    """An amount or a payment interval a member proposes, where the regulations want somebody to agree."""

    class Kind(models.TextChoices):
        AGREED = "agreed", _("dues by agreement")
        PLAN = "plan", _("payment interval")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="dues_wishes")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    key = models.CharField(_("key"), max_length=40)
    cents = models.BigIntegerField(_("amount"), null=True, blank=True)
    from_on = models.DateField(_("from"))
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta(Decided.Meta):
        verbose_name = _("proposal of a member")
        verbose_name_plural = _("proposals of members")
        constraints = [
            *Decided.Meta.constraints,
            models.CheckConstraint(condition=~Q(kind="agreed") | Q(cents__gte=0), name="proposal_names_its_amount"),
            models.UniqueConstraint(
                fields=["member", "kind", "key"], condition=Q(decided_at=None), name="one_open_proposal_of_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.member}"
