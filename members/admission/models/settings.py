"""What the association chooses about applications."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="form", order=20)
class AdmissionSettings(BaseGenericSetting):
    """Whether the form is open, where the texts stand that applicants accept, how long papers are kept."""

    is_open = models.BooleanField(_("applications by the website"), default=True)
    dues_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page of the dues regulations"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    keep_months = models.PositiveSmallIntegerField(
        _("months after which refused and withdrawn applications are deleted"),
        default=6,
        validators=[MaxValueValidator(36)],
    )

    panels = [FieldPanel("is_open"), FieldPanel("dues_page"), FieldPanel("keep_months")]

    class Meta:
        verbose_name = _("admission")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
