"""The statutes, version by version: what they say as a rulebook, and from when to when it is in force."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .rulebook import Rulebook
from .versions import Version


class Statutes(Version):
    """A change of statutes counts from its entry in the register (§ 71 BGB)."""

    schema = Rulebook
    folder = "statutes"

    public = models.BooleanField(
        _("public"), default=False, help_text=_("Visitors may read the document on the site while it is in force.")
    )

    class Meta(Version.Meta):
        verbose_name = _("statutes")
        verbose_name_plural = _("statutes")

    @property
    def rulebook(self) -> Rulebook:
        return self.content
