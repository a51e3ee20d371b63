"""Facts about keeping: the chain over the audit log, and how long the association keeps what it knows about people."""

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class LogLink(models.Model):
    """One link of the chain over the audit log: seals one entry together with all that were sealed before it."""

    entry_id = models.BigIntegerField(unique=True)
    # The digest of the link before; unique, so that two processes cannot fork the chain.
    previous = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.entry_id} {self.digest[:12]}"


def _length(
    label: "str | StrPromise", help_text: "str | StrPromise", default: int, most: int
) -> models.PositiveSmallIntegerField:
    limits = [MinValueValidator(1), MaxValueValidator(most)]
    return models.PositiveSmallIntegerField(label, help_text=help_text, default=default, validators=limits)


@register_setting(icon="lock", order=30)
class Retention(BaseGenericSetting):
    """How long personal data is kept once it has served its purpose; nightly job and privacy notice read it."""

    guest_months = _length(
        _("registrations: months after the event"),
        _("Then name, company, e-mail address, remark and companions of guests go; the number of people stays."),
        default=6,
        most=24,
    )
    profile_months = _length(
        _("profile: months after leaving"),
        _("Then portrait, texts, tags, links and account of a former member go."),
        default=3,
        most=12,
    )
    former_years = _length(
        _("contact data: years after leaving"),
        _(
            "Counted from the end of the year (§§ 195, 199 BGB). Then address, e-mail, phone and date of birth go; "
            "the register keeps number, name and periods."
        ),
        default=3,
        most=10,
    )
    mail_days = _length(
        _("mails: days after sending"), _("Then the website forgets its copy of a mail."), default=90, most=365
    )
    revision_months = _length(
        _("versions of pages: months"),
        _("Then old versions of pages go; the published one and the newest draft stay."),
        default=24,
        most=120,
    )

    panels = [
        FieldPanel(name) for name in ("guest_months", "profile_months", "former_years", "mail_days", "revision_months")
    ]

    class Meta:
        verbose_name = _("retention of personal data")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
