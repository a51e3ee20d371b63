"""What this app knows about a person: access (Art. 15), erasure (Art. 17), record of processing (Art. 30)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from verein.models import Retention
from verein.privacy import Activity, ExportFile, Outcome, Provider, Section, Subject
from verein.privacy.words import section

from .actions.erasing import erase_account, erase_company, erase_contact, erase_name, erase_profile
from .actions.erasure import erase_rests
from .actions.minimising import minimise_contacts, minimise_profiles
from .models import Consent, ErasureRequest, Member, Membership, Person, Seat, Suspension, TimeOut
from .queries.office import FACTS
from .queries.own_data import exports_to, exports_with

SITE = gettext_lazy("those the person chose in the profile: everyone, members, the board or nobody")
MEMBERS = gettext_lazy("members, contact persons of companies")


def _years(lengths: Retention) -> str:
    text = ngettext("%(count)s year", "%(count)s years", lengths.former_years) % {"count": lengths.former_years}
    return _("%(years)s after the end of the year of leaving; number, name and periods stay in the register") % {
        "years": text
    }


def _months(lengths: Retention) -> str:
    count = lengths.profile_months
    return ngettext("%(count)s month after leaving", "%(count)s months after leaving", count) % {"count": count}


class MembersProvider(Provider):
    personal = {
        "members.person": (*FACTS, "photo", "photo_small", "slug", "note", "offers", "seeks", "sort_key"),
        "members.company": ("name", "street", "postcode", "city", "phone", "email", "website", "about", "logo"),
        "members.offeredtag": ("content_object", "tag"),
        "members.soughttag": ("content_object", "tag"),
        "members.consent": ("person", "kind", "given_at", "withdrawn_at"),
        "members.member": ("number", "person"),
        "members.membership": ("member", "type", "from_on", "until_on", "start_reason", "end_reason"),
        "members.seat": ("person", "member", "role", "from_on", "until_on"),
        "members.suspension": ("member", "reason", "from_on", "until_on"),
        "members.timeout": ("person", "reason", "from_on", "until_on"),
        "members.listexport": ("actor", "purpose", "recipient"),
        "members.erasurerequest": ("person", "requested_at", "answer"),
        "members.user": ("email", "first_name", "last_name", "password", "last_login"),
        "members.user_groups": ("user", "group"),
        "members.user_user_permissions": ("user", "permission"),
        "account.emailaddress": ("user", "email"),
        "account.emailconfirmation": ("email_address", "key"),
        "mfa.authenticator": ("user", "data"),
        "usersessions.usersession": ("user", "ip", "user_agent", "session_key"),
    }
    impersonal = {
        "members.trade": "lines of business",
        "members.membershiptype": "kinds of membership",
        "members.retirednumber": "numbers that are never given again",
        "members.mergedrecord": "ids of doubles that were made one; no names",
        "members.statutes": "the rules of the association",
        "members.principles": "what members promise each other; who accepted stands in the consents",
    }
    activities = (
        Activity(
            key="membership",
            purpose=gettext_lazy("Keep the register of members, write to members, know who may vote"),
            legal_basis=gettext_lazy("Art. 6 (1) (b) GDPR"),
            people=MEMBERS,
            data=gettext_lazy("name, address, e-mail, phone, date of birth, company, type, beginning and end"),
            recipients=gettext_lazy("the board, the treasurer"),
            kept=_years,
        ),
        Activity(
            key="profile",
            purpose=gettext_lazy("Let members know and recommend each other: profile and directory"),
            legal_basis=gettext_lazy("Art. 6 (1) (b) GDPR; what is public: consent, Art. 6 (1) (a)"),
            people=MEMBERS,
            data=gettext_lazy("portrait, introduction, texts, links, offers and wishes, contact data, time out"),
            recipients=SITE,
            kept=_months,
        ),
        Activity(
            key="accounts",
            purpose=gettext_lazy("Let people log in safely"),
            legal_basis=gettext_lazy("Art. 6 (1) (b) and (f) GDPR"),
            people=gettext_lazy("members with an account, people who work in the office"),
            data=gettext_lazy(
                "e-mail address, password as a one-way hash, passkeys, IP address and browser of sessions"
            ),
            recipients=gettext_lazy("nobody"),
            kept=_months,
        ),
        Activity(
            key="rights",
            purpose=gettext_lazy("Answer requests for access and erasure, prove consents"),
            legal_basis=gettext_lazy("Art. 6 (1) (c) in conjunction with Art. 7 (1), 12 and 17 GDPR"),
            people=MEMBERS,
            data=gettext_lazy("kind and time of request or consent, wording, answer"),
            recipients=gettext_lazy("the board"),
            kept=_years,
        ),
    )

    def export(self, subject: Subject) -> list[Section]:
        person: Person = subject.person
        periods = ("type", "from_on", "until_on", "start_reason", "end_reason")
        own = Membership.objects.filter(member__person=person).select_related("type").order_by("from_on")
        seats = Seat.objects.filter(person=person).select_related("member__company").order_by("from_on")
        consents = Consent.objects.filter(person=person).order_by("given_at", "pk")
        return [
            _profile(person),
            section("number", _("Membership number"), Member.objects.filter(person=person), ("number",)),
            section("memberships", _("Memberships"), own, periods),
            section("suspensions", _("Dormant membership"), _suspensions(person), ("reason", "from_on", "until_on")),
            section("seats", _("Seats in companies"), seats, ("member.company", "role", "from_on", "until_on")),
            section(
                "time_outs", _("Times out"), TimeOut.objects.filter(person=person), ("from_on", "until_on", "reason")
            ),
            section(
                "consents", _("Consents"), consents, ("kind", "text_version", "given_at", "source", "withdrawn_at")
            ),
            section(
                "erasure",
                _("Requests for erasure"),
                ErasureRequest.objects.filter(person=person).order_by("pk"),
                ("requested_at", "due_on", "state", "done_at", "rest_on", "answer"),
            ),
            section(
                "lists",
                _("Lists of members I may be in"),
                exports_with(person),
                ("at", "kind", "purpose", "recipient", "day", "columns"),
            ),
            *_account(subject),
        ]

    def records(self, subject: Subject) -> Mapping[str, Sequence[object]]:
        members = Member.objects.filter(person=subject.person).values_list("pk", flat=True)
        return {
            "members.person": [subject.person.pk],
            "members.member": list(members),
            "members.user": [subject.user_id] if subject.user_id else [],
        }

    def erase(self, subject: Subject, now: datetime) -> list[Outcome]:
        person = (
            Person.objects.select_for_update(of=("self",)).select_related("user", "company").get(pk=subject.person.pk)
        )
        outcomes = [Outcome(_("profile: portrait, texts, links, tags, times out"), erase_profile(person, now=now))]
        if not subject.leaves:
            reason = _("Needed as long as the membership lasts (Art. 6 (1) (b) GDPR).")
            return [*outcomes, Outcome(_("name, contact data, account, memberships"), 1, because=reason)]
        keeps = subject.scope == Subject.Scope.CONTACT
        company = erase_company(person, keep_name=keeps, today=timezone.localdate(now))
        outcomes.append(Outcome(_("the company nobody else belongs to"), company))
        outcomes.append(Outcome(_("address, e-mail, phone, date of birth, note of the office"), erase_contact(person)))
        reason = _("They prove to whom data were given (Art. 5 (2) GDPR); the table cannot be changed.")
        outcomes.append(Outcome(_("lists handed out that name the recipient"), exports_to(person), because=reason))
        outcomes.append(Outcome(_("account with addresses, passkeys and sessions"), erase_account(person)))
        return [*outcomes, *_name(person, subject)]

    def retain(self, lengths: Retention, now: datetime) -> list[Outcome]:
        return [
            Outcome(_("requests for erasure: the rest"), erase_rests(now)),
            Outcome(_("profiles and accounts of former members"), minimise_profiles(lengths, now)),
            Outcome(_("contact data of former members"), minimise_contacts(lengths, now)),
        ]


def _read(file: FieldFile) -> bytes:
    with file.open() as content:
        return bytes(content.read())


def _profile(person: Person) -> Section:
    files = [
        ExportFile("portrait.webp", partial(_read, person.photo)),
        ExportFile("portrait-small.webp", partial(_read, person.photo_small)),
    ]
    fields = (*FACTS, "company", "offers", "seeks", "listed", "show_on_lists", "note", "created_at")
    labels = {"created_at": _("created")}
    return section("person", _("About me"), [person], fields, labels=labels, files=files if person.photo else ())


def _suspensions(person: Person) -> Sequence[Suspension]:
    return list(Suspension.objects.filter(member__person=person).order_by("from_on"))


def _account(subject: Subject) -> list[Section]:
    user = subject.person.user
    if user is None:
        return []
    sessions = UserSession.objects.filter(user=user).order_by("-pk")
    seen = {"ip": _("IP address"), "user_agent": _("browser"), "created_at": _("since"), "last_seen_at": _("last seen")}
    made = {"type": _("kind"), "created_at": _("since"), "last_used_at": _("last used")}
    return [
        section("account", _("Account"), [user], ("email", "date_joined", "last_login")),
        section(
            "addresses", _("Addresses to log in with"), EmailAddress.objects.filter(user=user), ("email", "verified")
        ),
        section(
            "factors",
            _("Passkeys and codes"),
            Authenticator.objects.filter(user=user),
            ("type", "created_at", "last_used_at"),
            labels=made,
        ),
        section(
            "sessions",
            _("Sessions"),
            sessions,
            ("created_at", "last_seen_at", "ip", "user_agent"),
            labels=seen,
        ),
    ]


def _name(person: Person, subject: Subject) -> list[Outcome]:
    member = Member.objects.filter(person=person).exists()
    if subject.scope == Subject.Scope.CONTACT:
        reason = _("Claims from the membership lapse at the end of this day (§§ 195, 199 BGB; Art. 17 (3) (e) GDPR).")
        what = _("name, number and periods of membership, consents")
        return [Outcome(what, 1, because=reason, until=subject.name_until)]
    gone = Outcome(_("name"), 1)
    erase_name(person)
    if not member:
        return [gone]
    reason = _("Without a name: the number is never given again, and the statistics stay true.")
    return [gone, Outcome(_("number and periods of membership"), 1, because=reason)]


PROVIDER = MembersProvider()
