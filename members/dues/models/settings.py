"""What the association chooses about its dues regulations."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="form", order=41)
class DuesSettings(BaseGenericSetting):
    """Who may read the dues regulations on the website."""

    class Audience(models.TextChoices):
        MEMBERS = "members", _("members")
        PUBLIC = "public", _("everybody")

    audience = models.CharField(
        _("who may read the dues regulations"),
        max_length=10,
        choices=Audience,
        default=Audience.MEMBERS,
        help_text=_("The page /beitragsordnung/ with the rules in sentences and an example calculation."),
    )

    panels = [FieldPanel("audience")]

    class Meta:
        verbose_name = _("dues regulations on the website")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @property
    def is_public(self) -> bool:
        return self.audience == self.Audience.PUBLIC
