"""Levies that were decided: what for, how much, by whom, and when it is due. The clause with its limit is a rule."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.models import Member
from members.models.acting import who


class DecidedLevy(models.Model):
    """One levy (Umlage) as the association decided it; it never changes, and goes only while nothing is charged.

    `key` names the levy of the dues regulations in force on `payers_on`: who pays, the limit, how it is spread.
    """

    class Share(models.TextChoices):
        EQUAL = "equal", _("in equal shares")
        BY_FEE = "by_fee", _("in proportion to the dues")

    key = models.CharField(_("levy of the dues regulations"), max_length=40)
    title = models.CharField(_("title"), max_length=120)
    reason = models.CharField(_("reason"), max_length=500)
    # One of the two: a sum that is spread, or what each pays.
    total_cents = models.BigIntegerField(_("total to spread"), null=True, blank=True)
    each_cents = models.BigIntegerField(_("amount for each member"), null=True, blank=True)
    share = models.CharField(_("spread"), max_length=10, choices=Share, default=Share.EQUAL)
    payers_on = models.DateField(_("who is a member on"))
    due_on = models.DateField(_("due on"))
    decided_on = models.DateField(_("decided on"))
    decided_by = models.CharField(_("Decided by"), max_length=80)
    reference = models.CharField(_("reference of the decision"), max_length=120, blank=True)
    # Only these, where only those who take part pay; empty: everybody the rule is for.
    participants = models.ManyToManyField(Member, verbose_name=_("only these members"), blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = who()

    class Meta:
        verbose_name = _("levy")
        verbose_name_plural = _("levies")
        ordering = ["-decided_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(total_cents__isnull=False, total_cents__gt=0, each_cents=None)
                | Q(total_cents=None, each_cents__isnull=False, each_cents__gt=0),
                name="levy_is_a_total_or_an_amount_for_each",
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("decided_on")), name="levy_due_after_its_decision"),
        ]

    def __str__(self) -> str:
        return self.title

    def key_of(self, member_id: int) -> str:
        """What a member owes of this levy is charged once under this key."""
        return f"levy:{self.pk}:{member_id}"
