"""What this app knows about a person: access (Art. 15), erasure (Art. 17), record of processing (Art. 30)."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from verein.privacy import Activity, Outcome, Provider, Section, Subject
from verein.privacy.words import section

from .actions.erasing import forget_facts
from .models import Circumstance, DeclaredNumber, Objection, Wish, YearlyDeclaration


class DuesProvider(Provider):
    personal = {
        "dues.circumstance": (
            *("member", "kind", "key", "cents", "percent", "reason", "clause", "from_on", "until_on", "withdrawn_at"),
        ),
        "dues.declarednumber": ("member", "key", "year", "number", "weights", "source", "declared_by", "replaced_at"),
        "dues.declarationround": ("opened_by",),
        "dues.yearlydeclaration": (
            *(
                "member",
                "year",
                "asked_at",
                "reminded_at",
                "declared_at",
                "declared_by",
                "estimated_at",
                "object_until",
            ),
        ),
        "dues.objection": (
            "declaration",
            "reason",
            "numbers",
            "classes",
            "asked_at",
            "asked_by",
            "answer",
            "decided_by",
        ),
        "dues.wish": ("member", "kind", "key", "cents", "from_on", "reason", "asked_by", "answer", "decided_by"),
        "dues.decidedlevy": ("created_by", "participants"),
        "dues.decidedlevy_participants": ("decidedlevy", "member"),
        "dues.duesrun": ("started_by",),
        "dues.duesrunrow": ("member", "total_cents", "before_cents", "explanation", "notes"),
    }
    impersonal = {
        "dues.duessettings": "the association's own choice",
        "dues.feeregulations": "the association's own rules",
        "dues.indexvalue": "a public index",
    }
    activities = (
        Activity(
            key="dues",
            purpose=gettext_lazy("Compute membership dues"),
            legal_basis=gettext_lazy("Art. 6 (1) (b) GDPR"),
            people=gettext_lazy("members"),
            data=gettext_lazy("numbers the dues depend on (employees, turnover …), reductions and their reasons"),
            recipients=gettext_lazy("the treasurer"),
            kept=lambda _lengths: _("until the member's data is erased; what was charged stays as long as the invoice"),
        ),
    )

    def export(self, subject: Subject) -> list[Section]:
        facts = Circumstance.objects.filter(member__person=subject.person).order_by("from_on", "pk")
        numbers = DeclaredNumber.objects.filter(member__person=subject.person).order_by("year", "key")
        mine = YearlyDeclaration.objects.filter(member__person=subject.person).order_by("year")
        objections = Objection.objects.filter(declaration__member__person=subject.person).order_by("pk")
        wishes = Wish.objects.filter(member__person=subject.person).order_by("pk")
        names = ("kind", "key", "cents", "percent", "reason", "decided_on", "from_on", "until_on", "withdrawn_at")
        told = ("key", "year", "number", "weights", "source", "declared_at", "replaced_at")
        asked = ("year", "asked_at", "reminded_at", "declared_at", "estimated_at", "object_until")
        objected = ("reason", "numbers", "classes", "asked_at", "decided_at", "accepted", "answer")
        wished = ("kind", "key", "cents", "from_on", "reason", "asked_at", "decided_at", "accepted", "answer")
        return [
            section("circumstances", _("What my dues depend on"), facts, names),
            section("numbers", _("Numbers I declared"), numbers, told),
            section("declarations", _("My yearly declarations"), mine, asked),
            section("objections", _("My objections to estimates"), objections, objected),
            section("proposals", _("What I proposed about my dues"), wishes, wished),
        ]

    def erase(self, subject: Subject, now: datetime) -> list[Outcome]:
        if not subject.leaves:
            return []
        gone = forget_facts(subject.person)
        return [Outcome(_("what the dues depended on"), gone)] if gone else []


PROVIDER = DuesProvider()
