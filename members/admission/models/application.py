"""An application for membership, from the form on the website to the membership or the refusal."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models import Membership, MembershipType, Person, Trade, new_token, private_storage

__all__ = ["Application", "ApplicationQuerySet", "Kind", "State", "new_token"]


class Kind(models.TextChoices):
    PERSON = "person", _("a person")
    COMPANY = "company", _("a company or another organisation")


class State(models.TextChoices):
    """Where an application stands. Only actions change it."""

    RECEIVED = "received", _("waits for the confirmation of the e-mail address")
    OPEN = "open", _("waits for a decision")
    ASKED = "asked", _("waits for an answer of the applicant")
    OBJECTION = "objection", _("accepted, objections are possible")
    PAYMENT = "payment", _("accepted, waits for the payment")
    ACCEPTED = "accepted", _("accepted, waits for the office")
    ADMITTED = "admitted", _("admitted")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    JOINED = "joined", _("joined to an earlier application")


# Somebody has to do something; everything else is over or not begun.
UNDER_WAY = (State.OPEN, State.ASKED, State.OBJECTION, State.PAYMENT, State.ACCEPTED)
UNDECIDED = (State.OPEN, State.ASKED)
OVER = (State.REFUSED, State.WITHDRAWN, State.JOINED)


class ApplicationQuerySet(models.QuerySet["Application"]):
    def under_way(self) -> "ApplicationQuerySet":
        return self.filter(state__in=UNDER_WAY)

    def of_address(self, email: str) -> "ApplicationQuerySet":
        return self.filter(email__iexact=email) if email else self.none()


class Application(models.Model):
    """What somebody typed, and where it stands. The row is locked by every action that moves it.

    `stages` are the decisions that still have to say yes, the first is the one under way: each a dict with
    `decision` (a `Decision` of the rulebook as JSON) and `purpose`: admission, refusal, objection or appeal.
    """

    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.RECEIVED)
    kind = models.CharField(_("who applies"), max_length=10, choices=Kind, default=Kind.PERSON)
    type = models.ForeignKey(MembershipType, verbose_name=_("membership type"), on_delete=models.PROTECT)
    company_name = models.CharField(_("company"), max_length=160, blank=True)
    # The person, or who represents the company.
    salutation = models.CharField(_("salutation"), max_length=5, choices=Person.Salutation, blank=True)
    title = models.CharField(_("title"), max_length=40, blank=True)
    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("last name"), max_length=80)
    position = models.CharField(_("position"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"))
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    city = models.CharField(_("town"), max_length=80, blank=True)
    website = models.URLField(_("website"), blank=True)
    trade = models.ForeignKey(Trade, verbose_name=_("industry"), null=True, blank=True, on_delete=models.SET_NULL)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    # Further contact persons of a company: dicts of first_name, last_name, email.
    contacts = models.JSONField(_("contact persons"), default=list, blank=True)
    reason = models.TextField(_("why I would like to become a member"), max_length=2000, blank=True)
    transfer_from = models.CharField(_("so far a member of"), max_length=160, blank=True)
    linked_to = models.CharField(_("belongs to the member"), max_length=160, blank=True)
    # What was ticked: the conditions in their words, the texts as dicts of kind and version (L-UWG-2).
    conditions = models.JSONField(_("conditions confirmed"), default=list, blank=True)
    consents = models.JSONField(_("consents"), default=list, blank=True)
    in_directory = models.BooleanField(_("shown in the member directory"), default=True)
    language = models.CharField(_("language of mails"), max_length=5, default="de")
    sort_key = models.CharField(max_length=255, db_index=True, editable=False)
    # Shortened address of the connection the form came from: proof of the opt-in.
    source_ip = models.CharField(max_length=45, blank=True, editable=False)

    created_at = models.DateTimeField(_("sent"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    stages = models.JSONField(default=list, editable=False)
    # Days the rules of the statutes gave, the last ones on which something can happen; `silent_on` the first.
    silent_on = models.DateField(_("counts as accepted on"), null=True, blank=True)
    veto_until = models.DateField(_("can be refused until"), null=True, blank=True)
    objection_until = models.DateField(_("objections until"), null=True, blank=True)
    appeal_until = models.DateField(_("appeal until"), null=True, blank=True)
    announced_on = models.DateField(_("announced"), null=True, blank=True)
    decided_on = models.DateField(_("decided"), null=True, blank=True)
    closed_on = models.DateField(_("closed"), null=True, blank=True, db_index=True)
    refusal_reason = models.TextField(_("reason of the refusal"), blank=True)
    # What the applicant handed in by the link; private. It goes with the application, or after the months set.
    proof = models.FileField(_("proof"), upload_to="proofs", storage=private_storage, blank=True)
    proof_at = models.DateTimeField(_("proof handed in"), null=True, blank=True)
    # What the office noted down because it happened on paper.
    transfer_on = models.DateField(_("membership there confirmed"), null=True, blank=True)
    proof_on = models.DateField(_("proof seen"), null=True, blank=True)
    paid_on = models.DateField(_("paid"), null=True, blank=True)
    visits_noted = models.PositiveSmallIntegerField(_("further visits as a guest"), default=0)
    sponsors_noted = models.PositiveSmallIntegerField(_("sponsors on paper"), default=0)
    exception = models.CharField(_("exception granted because"), max_length=300, blank=True)
    # The mail with the access to the members' area has gone out.
    welcomed_on = models.DateField(_("welcomed"), null=True, blank=True)
    appealed_on = models.DateField(_("appealed"), null=True, blank=True)
    joined_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="joined")
    membership = models.OneToOneField(
        Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="application"
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership application")
        verbose_name_plural = _("membership applications")
        indexes = [models.Index(fields=["state", "confirmed_at"], name="application_state")]
        permissions = [("note_payment", _("Can note payments of applicants"))]

    def __str__(self) -> str:
        return self.name

    @property
    def person_name(self) -> str:
        return " ".join(part for part in (self.title, self.first_name, self.last_name) if part)

    @property
    def name(self) -> str:
        """Who would become a member."""
        return self.company_name if self.kind == Kind.COMPANY else self.person_name

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def is_undecided(self) -> bool:
        return self.state in UNDECIDED

    @property
    def address(self) -> str:
        return ", ".join(part for part in (self.street, f"{self.postcode} {self.city}".strip()) if part)

    def age_in_days(self, today: date) -> int:
        """How long it waits, from the confirmation on."""
        return (today - self.confirmed_at.date()).days if self.confirmed_at else 0
