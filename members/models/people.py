"""People and companies the association knows, and who may see what of them."""

import secrets

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import TaggedItemBase

from .accounts import User


def private_storage() -> Storage:
    """Portraits and logos may be hidden by their owner: outside the web root, served by views that ask a rule."""
    return storages["private"]


def new_token() -> str:
    return secrets.token_urlsafe(24)


class Visibility(models.TextChoices):
    """Who may see a field. NOBODY means: shown on no page; the office still holds it."""

    EVERYONE = "everyone", _("Everyone")
    MEMBERS = "members", _("Members")
    BOARD = "board", _("The board")
    NOBODY = "nobody", _("Nobody")


# The fields of a profile whose owner chooses who sees them. The name follows Person.listed.
PERSON_FIELDS = (
    "photo",
    "company",
    "position",
    "trade",
    "pitch",
    "about",
    "offers",
    "seeks",
    "email",
    "phone",
    "mobile",
    "city",
    "website",
    "links",
    "interests",
)


def default_visibility() -> dict[str, str]:
    return dict.fromkeys(PERSON_FIELDS, Visibility.MEMBERS.value)


class Trade(models.Model):
    """A line of business (Branche)."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)

    class Meta:
        verbose_name = _("industry")
        verbose_name_plural = _("industries")

    def __str__(self) -> str:
        return self.name


class Company(models.Model):
    name = models.CharField(_("name"), max_length=160)
    slug = models.SlugField(max_length=120, unique=True)
    trade = models.ForeignKey(
        Trade, verbose_name=_("industry"), null=True, blank=True, on_delete=models.PROTECT, related_name="companies"
    )
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    city = models.CharField(_("town"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, default="DE")
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    website = models.URLField(_("website"), blank=True)
    about = models.TextField(_("about the company"), blank=True)
    logo = models.ImageField(_("logo"), upload_to="logos", storage=private_storage, blank=True)
    logo_small = models.ImageField(upload_to="logos", storage=private_storage, blank=True, editable=False)
    listed = models.CharField(
        _("shown in the directory to"), max_length=10, choices=Visibility, default=Visibility.MEMBERS
    )
    sort_key = models.CharField(max_length=255, db_index=True, editable=False)
    search_text = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")

    def __str__(self) -> str:
        return self.name


class OfferedTag(TaggedItemBase):
    content_object = models.ForeignKey("Person", on_delete=models.CASCADE, related_name="offered_tags")


class SoughtTag(TaggedItemBase):
    content_object = models.ForeignKey("Person", on_delete=models.CASCADE, related_name="sought_tags")


class Person(models.Model):
    """A human being the association knows: a member, a contact person of a company, a former member."""

    class Salutation(models.TextChoices):
        MRS = "mrs", _("Ms")
        MR = "mr", _("Mr")
        NONE = "", _("no salutation")

    user = models.OneToOneField(
        User, verbose_name=_("account"), null=True, blank=True, on_delete=models.SET_NULL, related_name="person"
    )
    salutation = models.CharField(_("salutation"), max_length=5, choices=Salutation, blank=True)
    title = models.CharField(_("title"), max_length=40, blank=True)
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80)
    slug = models.SlugField(max_length=120, unique=True)
    # The address the association writes to; whether others see it is `visibility["email"]`.
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    mobile = models.CharField(_("mobile"), max_length=40, blank=True)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    city = models.CharField(_("town"), max_length=80, blank=True)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    # From this day on nothing is sent to the person any more, by any way (L-DUES-14).
    died_on = models.DateField(_("date of death"), null=True, blank=True, editable=False)
    company = models.ForeignKey(
        Company, verbose_name=_("company"), null=True, blank=True, on_delete=models.SET_NULL, related_name="people"
    )
    position = models.CharField(_("position"), max_length=120, blank=True)
    trade = models.ForeignKey(
        Trade, verbose_name=_("industry"), null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    # Both sizes are made by readers/pictures.py: WebP, upright, without metadata.
    photo = models.ImageField(_("portrait"), upload_to="portraits", storage=private_storage, blank=True)
    photo_small = models.ImageField(upload_to="portraits", storage=private_storage, blank=True, editable=False)
    pitch = models.CharField(
        _("introduction in one sentence"), max_length=160, blank=True, help_text=_("“And what do you do?”")
    )
    about = models.TextField(_("about me"), blank=True)
    website = models.URLField(_("website"), blank=True)
    # A list of addresses (http or https).
    links = models.JSONField(_("links"), default=list, blank=True)
    interests = models.CharField(_("interests"), max_length=255, blank=True)
    offers = TaggableManager(verbose_name=_("I offer"), through=OfferedTag, blank=True, related_name="offered_by")
    seeks = TaggableManager(verbose_name=_("I am looking for"), through=SoughtTag, blank=True, related_name="sought_by")
    listed = models.CharField(
        _("shown in the directory to"), max_length=10, choices=Visibility, default=Visibility.MEMBERS
    )
    visibility = models.JSONField(default=default_visibility)
    show_on_lists = models.BooleanField(_("show me on attendee lists"), default=True)
    # Hidden everywhere with one switch: since when, and what was shown to whom before.
    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)
    shown_before = models.JSONField(default=dict, blank=True, editable=False)
    language = models.CharField(_("language of mails"), max_length=5, default="de")
    note = models.TextField(_("note of the office"), blank=True)
    feed_token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    sort_key = models.CharField(max_length=255, db_index=True, editable=False)
    # Folded text of the fields that everyone, members, the board may see: a search never finds what it may not show.
    search_public = models.TextField(blank=True, editable=False)
    search_members = models.TextField(blank=True, editable=False)
    search_board = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    is_current: bool  # annotated by queries.for_profiles: a member on the day asked for

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.title, self.first_name, self.last_name) if part)
