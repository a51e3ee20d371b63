"""What every app needs: the outbox, the audit log, own image and document models, the association's settings."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import Storage, storages
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition

from .colours import why_not_readable
from .keeping import LogLink, Retention

__all__ = [
    "Association",
    "LogEntry",
    "LogLink",
    "Mail",
    "MailAttachment",
    "Rendition",
    "Retention",
    "ScheduledJob",
    "SiteDocument",
    "SiteImage",
    "hex_colour",
    "private_storage",
]


def private_storage() -> Storage:
    """The storage for files that not everyone may see: outside the web root, served by views that ask a rule."""
    return storages["private"]


# --- Files -----------------------------------------------------------------------------------------------------------
class SiteImage(AbstractImage):
    """A picture of the public pages; `description` is its alternative text. Portraits of people live at the person."""

    credit = models.CharField(_("credit"), max_length=200, blank=True, help_text=_("Who took or drew the picture."))
    admin_form_fields = (
        "title",
        "file",
        "description",
        "credit",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )


class Rendition(AbstractRendition):
    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("image", "filter_spec", "focal_point_key"), name="unique_rendition")
        ]


class SiteDocument(AbstractDocument):
    """A file for download; who may fetch it stands in `access`, and `verein.views.serve_document` asks it."""

    class Access(models.TextChoices):
        PUBLIC = "public", _("Everyone")
        REGISTERED = "registered", _("People registered for the event")
        MEMBERS = "members", _("Members")
        CIRCLE = "circle", _("The office or working group of its collection")
        BOARD = "board", _("The board")

    file = models.FileField(_("file"), upload_to="documents", storage=private_storage)
    access = models.CharField(_("who may open it"), max_length=20, choices=Access, default=Access.PUBLIC)
    admin_form_fields = ("title", "file", "access", "collection", "tags")


# --- Mail ------------------------------------------------------------------------------------------------------------
class Mail(models.Model):
    """One message to one recipient in the outbox; written in the transaction of the change it tells of."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        UNKNOWN = "unknown", _("Unknown (interrupted while sending)")
        WITHHELD = "withheld", _("Not sent (the recipient has died)")

    message_id = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=80, blank=True, db_index=True)
    to = models.EmailField(_("to"), max_length=254)
    from_email = models.CharField(max_length=254)
    reply_to = models.CharField(max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=255)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    error = models.TextField(_("what the mail server said"), blank=True)
    created_at = models.DateTimeField(_("created"), db_index=True)
    queued_at = models.DateTimeField()  # when a task was last made for it
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes = [models.Index(fields=["state", "next_try_at"], name="mail_due")]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"


class MailAttachment(models.Model):
    mail = models.ForeignKey(Mail, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.name


# --- Schedule --------------------------------------------------------------------------------------------------------
class ScheduledJob(models.Model):
    """When a job of `settings.SCHEDULE` is due, and which process has taken it (`verein/schedule.py`)."""

    name = models.CharField(max_length=200, primary_key=True)
    next_run_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    last_run_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


# --- Audit log -------------------------------------------------------------------------------------------------------
class LogEntry(models.Model):
    """Who did what to which record when. Ids and field names only, never values: the log cannot be redacted."""

    at = models.DateTimeField(_("time"), db_index=True)
    # No database constraint: deleting an account must not touch the log, and the log must not hold an account back.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("actor"),
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    action = models.CharField(_("action"), max_length=80)
    model = models.CharField(_("record"), max_length=80)
    object_id = models.CharField(max_length=40)
    fields = models.JSONField(_("fields"), default=list)

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")
        indexes = [models.Index(fields=["model", "object_id"], name="log_object")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.model} {self.object_id}"


# --- The association -------------------------------------------------------------------------------------------------
hex_colour = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Enter a colour like #0c5c56."))


@register_setting(icon="home", order=10)
class Association(BaseGenericSetting):
    """Name, face and legal facts of the association; the legal pages are made from them."""

    class LegalForm(models.TextChoices):
        EV = "ev", _("registered association (e. V.)")
        UNREGISTERED = "unregistered", _("association without registration")
        INITIATIVE = "initiative", _("initiative of persons")
        GMBH = "gmbh", _("limited company (GmbH)")

    name = models.CharField(_("name"), max_length=120, blank=True, help_text=_("As registered, without “e. V.”"))
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    legal_form = models.CharField(_("legal form"), max_length=20, choices=LegalForm, default=LegalForm.EV)
    founded_year = models.PositiveSmallIntegerField(_("founded in"), null=True, blank=True)
    tagline = models.CharField(_("tagline"), max_length=160, blank=True)
    region = models.CharField(_("town or region"), max_length=80, blank=True)
    logo = models.ForeignKey(
        SiteImage, verbose_name=_("logo"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    brand_colour = models.CharField(_("brand colour"), max_length=7, default="#0c5c56", validators=[hex_colour])
    accent_colour = models.CharField(_("accent colour"), max_length=7, default="#b4480f", validators=[hex_colour])

    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    city = models.CharField(_("town"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    representatives = models.TextField(
        _("represented by"),
        blank=True,
        help_text=_("One person a line. Only used while nobody holds an office that represents the association."),
    )
    register_court = models.CharField(_("register court"), max_length=80, blank=True)
    register_number = models.CharField(_("register number"), max_length=40, blank=True)
    vat_id = models.CharField(_("VAT ID"), max_length=20, blank=True)
    editor_responsible = models.CharField(
        _("responsible for the content"), max_length=200, blank=True, help_text=_("Name and address, § 18 (2) MStV")
    )
    privacy_contact = models.CharField(_("data protection contact"), max_length=200, blank=True)
    hosting_provider = models.CharField(_("hosting provider"), max_length=200, blank=True)
    mail_provider = models.CharField(_("mail provider"), max_length=200, blank=True)
    supervisory_authority = models.CharField(_("data protection authority"), max_length=200, blank=True)
    show_statistics = models.BooleanField(
        _("show numbers of members to everyone"),
        default=False,
        help_text=_("Members over time, types, industries and years of membership, under /mitglieder/zahlen/."),
    )
    accessibility_contact = models.CharField(_("contact for accessibility"), max_length=200, blank=True)

    panels = [
        MultiFieldPanel(
            [FieldPanel(name) for name in ("name", "short_name", "legal_form", "founded_year", "region", "tagline")],
            _("Association"),
        ),
        FieldPanel("show_statistics"),
        MultiFieldPanel([FieldPanel(name) for name in ("logo", "brand_colour", "accent_colour")], _("Look")),
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in (
                    "street",
                    "postcode",
                    "city",
                    "email",
                    "phone",
                    "representatives",
                    "register_court",
                    "register_number",
                    "vat_id",
                    "editor_responsible",
                )
            ],
            _("Legal notice"),
        ),
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in (
                    "privacy_contact",
                    "hosting_provider",
                    "mail_provider",
                    "supervisory_authority",
                    "accessibility_contact",
                )
            ],
            _("Privacy and accessibility"),
        ),
    ]

    class Meta:
        verbose_name = _("association")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Colours in which nobody could read a text are refused."""
        fields = ("brand_colour", "accent_colour")
        reasons = {name: why_not_readable(getattr(self, name)) for name in fields if self._is_colour(name)}
        problems = {name: reason for name, reason in reasons.items() if reason}
        if problems:
            raise ValidationError(problems)

    def _is_colour(self, name: str) -> bool:
        """Whether the field's own check lets the value pass; otherwise its message is enough."""
        try:
            hex_colour(getattr(self, name))
        except ValidationError:
            return False
        return True

    @property
    def full_name(self) -> str:
        """The name with its legal form, as the law wants it at the foot of the page; once, however it was typed."""
        suffix = {self.LegalForm.EV.value: "e.\u00a0V.", self.LegalForm.GMBH.value: "GmbH"}.get(self.legal_form, "")
        typed, wanted = ("".join(text.split()).lower() for text in (self.name, suffix))
        return self.name if not self.name or typed.endswith(wanted) else f"{self.name} {suffix}"
