"""Working groups (Arbeitskreise): who leads, who belongs, what is theirs."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection

from members.models import PeriodQuerySet, Person


class WorkingGroup(models.Model):
    """A working group with a page of its own; `ended_on` closes it without losing what was."""

    class Joining(models.TextChoices):
        OPEN = "open", _("every member may join")
        REQUEST = "request", _("the lead accepts requests")
        INVITATION = "invitation", _("by invitation only")

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(max_length=100, unique=True)
    summary = models.CharField(_("in one or two sentences"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True, help_text=_("A blank line starts a paragraph."))
    effort = models.CharField(_("expected time"), max_length=80, blank=True, help_text=_("“About 3 hours a month”"))
    joining = models.CharField(_("how one joins"), max_length=20, choices=Joining, default=Joining.REQUEST)
    public = models.BooleanField(
        _("shown to everyone"), default=True, help_text=_("Names of members are shown to members only.")
    )
    collection = models.ForeignKey(
        Collection,
        verbose_name=_("documents of the working group"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Documents in this collection that are for a working group open for its members."),
    )
    ended_on = models.DateField(_("closed since"), null=True, blank=True)

    class Meta:
        verbose_name = _("working group")
        verbose_name_plural = _("working groups")

    def __str__(self) -> str:
        return self.name


class GroupMembership(models.Model):
    """A person in a working group: asked to, invited, or in it from `from_on` to `until_on` (exclusive)."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("has asked to join")
        INVITED = "invited", _("is invited")
        ACTIVE = "active", _("belongs to it")

    group = models.ForeignKey(WorkingGroup, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="working_groups")
    is_lead = models.BooleanField(_("leads the group"), default=False)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.ACTIVE)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until (exclusive)"), null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership of a working group")
        verbose_name_plural = _("memberships of working groups")
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="group_membership_ends_after"
            ),
            models.UniqueConstraint(
                fields=["group", "person"], condition=Q(until_on=None), name="one_open_group_membership"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.group})"
