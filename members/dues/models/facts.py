"""What dues depend on besides the membership: declared numbers, and what holds for one member from a day on."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models import Member
from members.models.acting import who
from members.models.periods import Period


class Circumstance(Period):
    """Something that holds for one member from a day until another, under a key of the dues regulations.

    Nothing is overwritten: what ends gets its last day, so that a past year is computed with what held then; what was
    entered by mistake is withdrawn and stays visible.
    """

    class Kind(models.TextChoices):
        TRAIT = "trait", _("feature")
        CLASS = "class", _("class")
        REDUCTION = "reduction", _("reduction granted")
        AGREED = "agreed", _("dues agreed with the board")
        CHOSEN = "chosen", _("dues chosen by the member")
        PLAN = "plan", _("payment interval")
        PERCENT_OFF = "percent_off", _("relief: percent off")
        CENTS_OFF = "cents_off", _("relief: amount off a year")
        FIXED = "fixed", _("relief: dues of a year instead")
        FOUNDED = "founded", _("business registered")
        OPENS = "opens", _("business opens")
        PRIVATE = "private", _("private person, no business")
        ADMISSION_WAIVED = "admission_waived", _("admission fee waived")
        ADMISSION_PARTS = "admission_parts", _("admission fee in parts")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="circumstances")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    key = models.CharField(_("key"), max_length=40, blank=True)
    # Of a class: the classification it belonged to when it was entered, of which one holds at a time.
    classification = models.CharField(max_length=40, blank=True)
    cents = models.BigIntegerField(_("amount"), null=True, blank=True)
    percent = models.DecimalField(_("percent"), max_digits=9, decimal_places=6, null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    clause = models.CharField(_("clause"), max_length=80, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta(Period.Meta):
        verbose_name = _("circumstance of the dues")
        verbose_name_plural = _("circumstances of the dues")
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(kind__in=["agreed", "chosen", "cents_off", "fixed"]) | Q(cents__gte=0),
                name="circumstance_names_its_amount",
            ),
            models.CheckConstraint(
                condition=~Q(kind="percent_off") | Q(percent__gt=0, percent__lte=100),
                name="circumstance_names_its_percent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.key}".strip()


class DeclaredNumber(models.Model):
    """A number of one year that the dues depend on (`Quantity` of the regulations); seen by member and treasurer.

    A correction is a new row; the old one stays with the day on which it was replaced.
    """

    class Source(models.TextChoices):
        DECLARED = "declared", _("declared")
        APPLICATION = "application", _("from the application")
        ESTIMATE = "estimate", _("estimated, not declared")
        DECIDED = "decided", _("set by the board")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="declared_numbers")
    key = models.CharField(_("key"), max_length=40)
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.DecimalField(_("number"), max_digits=18, decimal_places=6, null=True, blank=True)
    # {"full_time": "2", "part_time": "3"}, where the regulations weigh them.
    weights = models.JSONField(default=dict)
    source = models.CharField(_("source"), max_length=12, choices=Source, default=Source.DECLARED)
    declared_at = models.DateTimeField()
    declared_by = who()
    replaced_at = models.DateTimeField(_("replaced"), null=True, blank=True)

    class Meta:
        verbose_name = _("declared number")
        verbose_name_plural = _("declared numbers")
        constraints = [
            models.UniqueConstraint(
                fields=["member", "key", "year"], condition=Q(replaced_at=None), name="one_declared_number_a_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.year}"


class IndexValue(models.Model):
    """The index of prices of a year, for regulations that follow one."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    value = models.DecimalField(_("index"), max_digits=9, decimal_places=3)

    class Meta:
        verbose_name = _("index of a year")
        verbose_name_plural = _("indices of years")

    def __str__(self) -> str:
        return f"{self.year}: {self.value}"
