"""What somebody agreed to."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .people import Person


class Consent(models.Model):
    """A consent somebody gave: to what, in which wording, when, and when it was withdrawn."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(_("consent to"), max_length=40)
    text_version = models.CharField(_("version of the text"), max_length=40)
    given_at = models.DateTimeField(_("given"))
    source = models.CharField(_("source"), max_length=80)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")

    def __str__(self) -> str:
        return f"{self.kind} ({self.text_version})"
