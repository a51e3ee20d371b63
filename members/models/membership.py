"""Who holds which membership from when until when."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .people import Company, Person
from .periods import Period


class MembershipType(models.Model):
    """A kind of membership. What it gives and asks stands in the statutes in force, under the same `key`."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    key = models.CharField(
        _("key"),
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[a-z][a-z0-9_]*$", _("Small letters, digits and underscores only."))],
    )

    class Meta:
        verbose_name = _("membership type")
        verbose_name_plural = _("membership types")

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """Who holds the membership: a person or a company, under a number that is never given again."""

    number = models.CharField(_("membership number"), max_length=20, unique=True)
    person = models.OneToOneField(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="member")
    company = models.OneToOneField(Company, null=True, blank=True, on_delete=models.PROTECT, related_name="member")
    # An affiliated company, a spouse, an employee: this membership hangs on another one (`TypeRule.link`).
    linked_to = models.ForeignKey(
        "self", verbose_name=_("linked to"), null=True, blank=True, on_delete=models.PROTECT, related_name="linked"
    )

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, company__isnull=True) | Q(person__isnull=True, company__isnull=False),
                name="member_is_person_or_company",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.holder}"

    @property
    def holder(self) -> "Person | Company":
        holder = self.person or self.company
        assert holder is not None  # the constraint above
        return holder


class RetiredNumber(models.Model):
    """A number whose member row is gone (two were one, an admission was undone): it is never given again."""

    number = models.CharField(_("membership number"), max_length=20, unique=True)

    class Meta:
        verbose_name = _("retired number")
        verbose_name_plural = _("retired numbers")

    def __str__(self) -> str:
        return self.number


class StartReason(models.TextChoices):
    FOUNDING = "founding", _("founding member")
    ADMITTED = "admitted", _("admitted")
    REJOINED = "rejoined", _("joined again")
    TYPE_CHANGED = "type_changed", _("changed type")
    HONOURED = "honoured", _("honorary membership granted")
    MERGER = "merger", _("merger of associations")
    IMPORTED = "imported", _("taken over from a list")


class EndReason(models.TextChoices):
    NOTICE = "notice", _("notice by the member")
    EXTRAORDINARY = "extraordinary", _("extraordinary notice")
    AGREEMENT = "agreement", _("by agreement")
    TYPE_CHANGED = "type_changed", _("changed type")
    AGE = "age", _("age limit")
    TERM_OVER = "term_over", _("limited time is over")
    BUSINESS_GIVEN_UP = "business_given_up", _("business given up")
    MOVED_AWAY = "moved_away", _("moved away")
    INSOLVENCY = "insolvency", _("insolvency or liquidation")
    CONDITION = "condition", _("condition no longer met")
    EXCLUDED = "excluded", _("excluded")
    ARREARS = "arrears", _("removed for arrears")
    DEATH = "death", _("death")
    OBJECTION = "objection", _("admission undone")
    MERGER = "merger", _("merger of associations")
    UNKNOWN = "unknown", _("not known")


class Membership(Period):
    """One period of one type, half open: the last day is the day before `until_on`."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="periods")
    type = models.ForeignKey(MembershipType, verbose_name=_("membership type"), on_delete=models.PROTECT)
    # The key of the type where it is a group inside the association (`group_of_its_own`), which runs beside the
    # membership in the association; periods of one member and one group never overlap (migration `exclusions`).
    group = models.CharField(max_length=40, blank=True, editable=False)
    start_reason = models.CharField(
        _("reason of the beginning"), max_length=20, choices=StartReason, default=StartReason.ADMITTED
    )
    end_reason = models.CharField(_("reason of the end"), max_length=20, choices=EndReason, blank=True)
    # Why the board let somebody become this type although the rules of the statutes would refuse.
    exception = models.CharField(_("reason of an exception"), max_length=200, blank=True)

    class Meta(Period.Meta):
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        indexes = [models.Index(fields=["from_on", "until_on"], name="membership_period")]

    def __str__(self) -> str:
        return f"{self.member} ({self.type}, {self.from_on:%Y-%m-%d} –)"


class Seat(Period):
    """A person who stands for a company that is the member: with the vote, as deputy, or as a contact person."""

    class Role(models.TextChoices):
        REPRESENTATIVE = "representative", _("representative (holds the vote)")
        DEPUTY = "deputy", _("deputy")
        CONTACT = "contact", _("contact person")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.CONTACT)

    class Meta(Period.Meta):
        verbose_name = _("seat")
        verbose_name_plural = _("seats")

    def __str__(self) -> str:
        return f"{self.person} ({self.get_role_display()})"


class Suspension(Period):
    """Dormant membership (ruhende Mitgliedschaft): only under a clause of the statutes (L-DUES-8)."""

    class Reason(models.TextChoices):
        ARREARS = "arrears", _("fees in arrears")
        REQUEST = "request", _("at the member's request")
        PROCEDURE = "procedure", _("exclusion under way")
        PAYMENT = "payment", _("first payment not yet received")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="suspensions")
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    clause = models.CharField(_("clause of the statutes"), max_length=200)

    class Meta(Period.Meta):
        verbose_name = _("dormant membership")
        verbose_name_plural = _("dormant memberships")

    def __str__(self) -> str:
        return f"{self.member} ({self.get_reason_display()})"


class TimeOut(Period):
    """Auszeit: a networking status the person sets, without any legal effect: still listed, not counted absent."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="time_outs")
    reason = models.CharField(_("reason"), max_length=80, blank=True, help_text=_("Only you and the board see it."))

    class Meta(Period.Meta):
        verbose_name = _("time out")
        verbose_name_plural = _("times out")

    def __str__(self) -> str:
        return f"{self.person} {self.from_on:%Y-%m-%d}"
