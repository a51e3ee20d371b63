"""What this app knows about a person: access (Art. 15), erasure (Art. 17), record of processing (Art. 30)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from verein.models import Retention
from verein.privacy import Activity, ExportFile, Outcome, Provider, Section, Subject
from verein.privacy.words import section

from .actions.erasing import (
    MENTIONS,
    forget_as_contact,
    forget_contact,
    forget_mentions,
    forget_proceedings,
    forget_reasons,
)
from .actions.jobs import forget_guest, forget_person
from .models import AdmissionSettings, Application, Notice, Proceeding, Sponsor, ToldArrears
from .queries.mine import applications_of, named_as_contact

OF_APPLICANT = (
    "state", "type", "company_name", "first_name", "last_name", "email", "phone", "street", "postcode", "city",
    "born_on", "created_at", "reason", "proof_at",
)  # fmt: skip


def _years(lengths: Retention) -> str:
    count = lengths.former_years
    return ngettext(
        "%(count)s year after the end of the year of leaving",
        "%(count)s years after the end of the year of leaving",
        count,
    ) % {"count": count}


def _application_months(_lengths: Retention) -> str:
    count = AdmissionSettings.load().keep_months
    return ngettext(
        "%(count)s month after a refusal or withdrawal; with a membership as long as it is documented",
        "%(count)s months after a refusal or withdrawal; with a membership as long as it is documented",
        count,
    ) % {"count": count}


def _proofs(applications: Iterable[Application]) -> list[ExportFile]:
    """What was handed in, as files of the download."""
    rows = [row for row in applications if row.proof]
    return [ExportFile(f"proof-{row.pk}{Path(str(row.proof)).suffix}", partial(_read, row.proof)) for row in rows]


def _read(file: FieldFile) -> bytes:
    with file.open() as content:
        return bytes(content.read())


class AdmissionProvider(Provider):
    personal = {
        **MENTIONS,
        "admission.application": (
            "company_name",
            "first_name",
            "last_name",
            "email",
            "phone",
            "street",
            "postcode",
            "city",
            "born_on",
            "contacts",
            "reason",
            "source_ip",
            "proof",
            "refusal_reason",
            "exception",
            "sort_key",
        ),
        "admission.sponsor": ("person", "name", "email"),
        "admission.message": ("text",),
        "admission.vote": ("person",),
        "admission.objection": ("person", "by_name", "text"),
        "admission.resolution": ("note",),
        "admission.notice": ("membership", "received_on", "last_day", *MENTIONS["admission.notice"]),
        "admission.proceeding": ("member", "document", *MENTIONS["admission.proceeding"]),
        "admission.toldarrears": ("member",),
    }
    impersonal = {"admission.admissionsettings": "what the association chooses about applications"}
    activities = (
        Activity(
            key="applications",
            purpose=gettext_lazy("Decide on applications for membership"),
            legal_basis=gettext_lazy("Art. 6 (1) (b) GDPR"),
            people=gettext_lazy("applicants, sponsors"),
            data=gettext_lazy("what the application says, questions and answers, votes, decision, dates"),
            recipients=gettext_lazy("who decides; where the statutes say so, the members"),
            kept=_application_months,
        ),
        Activity(
            key="leaving",
            purpose=gettext_lazy("End memberships: notice, exclusion, removal for arrears"),
            legal_basis=gettext_lazy("Art. 6 (1) (b) GDPR"),
            people=gettext_lazy("members who leave"),
            data=gettext_lazy("day and form of the notice, reason, statement of the member, decision, dates"),
            recipients=gettext_lazy("the board"),
            kept=_years,
        ),
    )

    def export(self, subject: Subject) -> list[Section]:
        notices = Notice.objects.filter(membership__member__person=subject.person).order_by("pk")
        proceedings = Proceeding.objects.filter(member__person=subject.person).order_by("pk")
        dates = ("opened_on", "hearing_until", "decided_on", "delivered_on", "appeal_until", "last_day", "closed_on")
        applications = applications_of(subject.person, subject.emails)
        return [
            section(
                "applications",
                _("My applications for membership"),
                applications,
                OF_APPLICANT,
                files=_proofs(applications),
            ),
            section(
                "notices",
                _("Notices I gave"),
                notices,
                ("kind", "state", "received_on", "form", "last_day", "reason", "settled_on"),
            ),
            section(
                "proceedings",
                _("Proceedings about me"),
                proceedings,
                ("kind", "grounds", "hearing_note", "result", *dates),
            ),
            section(
                "arrears",
                _("Arrears put before the board"),
                ToldArrears.objects.filter(member__person=subject.person).order_by("pk"),
                ("reminded_on", "told_at"),
            ),
        ]

    def export_guest(self, email: str) -> list[Section]:
        sponsored = Sponsor.objects.filter(email__iexact=email, person=None).order_by("pk")
        own = Application.objects.of_address(email).select_related("type").order_by("pk")
        named = named_as_contact(email)
        return [
            section(
                "applications",
                _("My applications for membership"),
                own,
                OF_APPLICANT,
                files=_proofs(own),
            ),
            section("contacts", _("Named as a contact person by a company"), named, ("company_name", "created_at")),
            section("sponsors", _("Named as a sponsor"), sponsored, ("name", "email")),
        ]

    def guest_records(self, email: str) -> Mapping[str, Sequence[object]]:
        own = Application.objects.of_address(email).values_list("pk", flat=True)
        return {"admission.application": [*own, *(row.pk for row in named_as_contact(email))]}

    def erase_guest(self, email: str, now: datetime) -> list[Outcome]:
        return [
            Outcome(_("applications for membership, sponsorships, votes"), forget_guest(email)),
            Outcome(_("named as a contact person in applications of companies"), forget_contact(email)),
        ]

    def records(self, subject: Subject) -> Mapping[str, Sequence[object]]:
        notices = Notice.objects.filter(membership__member__person=subject.person)
        proceedings = Proceeding.objects.filter(member__person=subject.person)
        return {
            "admission.notice": list(notices.values_list("pk", flat=True)),
            "admission.proceeding": list(proceedings.values_list("pk", flat=True)),
            "admission.toldarrears": list(
                ToldArrears.objects.filter(member__person=subject.person).values_list("pk", flat=True)
            ),
        }

    def erase(self, subject: Subject, now: datetime) -> list[Outcome]:
        if not subject.leaves:
            return []
        person = subject.person
        outcomes = [
            Outcome(_("reasons of a notice"), forget_reasons(person)),
            Outcome(_("applications for membership, sponsorships, votes"), forget_person(person, subject.emails)),
            Outcome(
                _("named as a contact person in applications of companies"), forget_as_contact(person, subject.emails)
            ),
        ]
        if subject.scope == Subject.Scope.ALL:
            gone = [
                Outcome(_("what was written in proceedings"), forget_proceedings(person)),
                Outcome(_("texts of proceedings in which the name was replaced"), forget_mentions(subject)),
            ]
            return [*outcomes, *gone]
        stays = Outcome(
            _("proceedings"),
            Proceeding.objects.filter(member__person=person).count(),
            because=_("They may be needed in court until claims have lapsed (Art. 17 (3) (e) GDPR)."),
            until=subject.name_until,
        )
        return [*outcomes, stays]


PROVIDER = AdmissionProvider()
