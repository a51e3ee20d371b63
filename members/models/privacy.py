"""Requests for erasure: who asked, until when it must be done, what became of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .people import Person


class ErasureRequest(models.Model):
    """Art. 17 GDPR; to be answered within a month (Art. 12 (3))."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        PARTLY = "partly", _("erased as far as the law lets")
        DONE = "done", _("erased")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("taken back")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="erasure_requests")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    requested_at = models.DateTimeField(_("received"))
    due_on = models.DateField(_("to be answered by"))
    # None: the person asked.
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    done_at = models.DateTimeField(_("answered"), null=True, blank=True)
    # When the rest can go; None while the membership goes on.
    rest_on = models.DateField(_("the rest goes on"), null=True, blank=True)
    answer = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("request for erasure")
        verbose_name_plural = _("requests for erasure")
        constraints = [
            models.UniqueConstraint(
                fields=("person",), condition=models.Q(state="open"), name="erasure_asked_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} ({self.get_state_display()})"
