"""Who belongs: sign-in accounts, people, companies, and who holds which membership from when until when."""

import secrets
from datetime import date, timedelta
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import TaggedItemBase


def private_storage() -> Storage:
    """Portraits and logos may be hidden by their owner: outside the web root, served by views that ask a rule."""
    return storages["private"]


def new_token() -> str:
    return secrets.token_urlsafe(24)


# --- Accounts --------------------------------------------------------------------------------------------------------
class UserManager(BaseUserManager["User"]):
    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """An account to sign in with; what is known about the human being stands at the Person."""

    email = models.EmailField(_("e-mail address"), unique=True)
    first_name = models.CharField(_("first name"), max_length=150, blank=True)
    last_name = models.CharField(_("last name"), max_length=150, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    date_joined = models.DateTimeField(_("created"), auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique")]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.first_name


# --- Visibility ------------------------------------------------------------------------------------------------------
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


# --- Companies and people --------------------------------------------------------------------------------------------
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


# --- Membership ------------------------------------------------------------------------------------------------------
class MembershipType(models.Model):
    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    votes = models.PositiveSmallIntegerField(_("votes"), default=1)

    class Meta:
        verbose_name = _("membership type")
        verbose_name_plural = _("membership types")

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """Who holds the membership: a person or a company, under a number that is never given again."""

    number = models.CharField(_("membership number"), max_length=20, unique=True)
    person = models.OneToOneField(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="member")
    company = models.OneToOneField(Company, null=True, blank=True, on_delete=models.PROTECT, related_name="member")

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, company__isnull=True) | Q(person__isnull=True, company__isnull=False),
                name="member_is_person_or_company",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.holder}"

    @property
    def holder(self) -> "Person | Company":
        holder = self.person or self.company
        assert holder is not None  # the constraint above
        return holder


class MembershipQuerySet(models.QuerySet["Membership"]):
    def on(self, day: date) -> "MembershipQuerySet":
        """The memberships in force on `day`."""
        return self.filter(Q(until_on=None) | Q(until_on__gt=day), from_on__lte=day)


class Membership(models.Model):
    """One period of one type, half open: the last day is the day before `until_on`."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="periods")
    type = models.ForeignKey(MembershipType, verbose_name=_("membership type"), on_delete=models.PROTECT)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until (exclusive)"), null=True, blank=True)
    end_reason = models.CharField(_("reason of the end"), max_length=40, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")), name="membership_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["from_on", "until_on"], name="membership_period")]

    def __str__(self) -> str:
        return f"{self.member} ({self.type}, {self.from_on:%Y-%m-%d} –)"

    @property
    def last_day(self) -> date | None:
        return self.until_on and self.until_on - timedelta(days=1)


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
