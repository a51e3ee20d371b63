"""What we know of the payment provider itself: our webhook there, and when we last looked whether all agrees."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Webhook(models.Model):
    """A webhook that we made at Stripe, with the secret that signs its news; those from the environment are not here.

    Sealed here, and not shown: the treasurer sets it up with a click, without access to the server.
    """

    endpoint_id = models.CharField(max_length=80, unique=True)
    url = models.URLField(max_length=300)
    secret_sealed = models.TextField(editable=False)
    made_at = models.DateTimeField(_("set up on"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )

    class Meta:
        verbose_name = _("webhook at Stripe")
        verbose_name_plural = _("webhooks at Stripe")

    def __str__(self) -> str:
        return self.endpoint_id


class Reconciliation(models.Model):
    """One comparison with Stripe: how many payments were looked at, and whether it came to its end."""

    began_at = models.DateTimeField(_("began"))
    looked_at = models.PositiveIntegerField(_("payments looked at"), default=0)
    is_whole = models.BooleanField(default=True)  # False: Stripe asked us to wait; the next one goes on

    class Meta:
        verbose_name = _("comparison with Stripe")
        verbose_name_plural = _("comparisons with Stripe")
        ordering = ["-began_at"]

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d %H:%M}"
