"""What this app knows about a person: access (Art. 15), erasure (Art. 17), record of processing (Art. 30)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from verein.privacy import Activity, Outcome, Provider, Section, Subject
from verein.privacy.words import section

from .actions.erasing import MENTIONS, forget_mentions, forget_notes, forget_tasks, leave_groups
from .models import GroupMembership, HandoverTask, Term


class BoardProvider(Provider):
    personal = {
        **MENTIONS,
        "board.term": ("person", "office_key", "from_on", "until_on", "how", "ended_how", "note"),
        "board.groupmembership": ("person", "group", "from_on", "until_on"),
        "board.handovertask": ("assigned_to", "done_by", *MENTIONS["board.handovertask"]),
        "board.officesetting": ("email", *MENTIONS["board.officesetting"]),
        "board.handover": ("given", "taken"),
        "board.termreminder": ("term",),
    }
    impersonal = {"board.officesetting_groups": "rights of offices"}
    activities = (
        Activity(
            key="terms",
            purpose=gettext_lazy("Know who holds which office, hand offices over, run working groups"),
            legal_basis=gettext_lazy("Art. 6 (1) (b) GDPR; who represents the association: §§ 26, 67 BGB"),
            people=gettext_lazy("holders of offices, members of working groups"),
            data=gettext_lazy("office, election, beginning and end, tasks of a handover, working groups"),
            recipients=gettext_lazy("everyone for the present board, otherwise members and the board; register court"),
            kept=lambda _lengths: _("as long as the association exists; working groups until leaving"),
        ),
    )

    def export(self, subject: Subject) -> list[Section]:
        terms = Term.objects.filter(person=subject.person).order_by("from_on", "pk")
        groups = GroupMembership.objects.filter(person=subject.person).select_related("group").order_by("from_on", "pk")
        tasks = HandoverTask.objects.filter(assigned_to=subject.person).order_by("due_on", "pk")
        return [
            section(
                "terms",
                _("My offices"),
                terms,
                ("office_key", "from_on", "until_on", "how", "elected_on", "ended_how", "note"),
                labels={"office_key": _("office")},
            ),
            section(
                "groups",
                _("My working groups"),
                groups,
                ("group", "is_lead", "state", "from_on", "until_on"),
                labels={"group": _("working group")},
            ),
            section("tasks", _("My tasks at a handover"), tasks, ("title", "detail", "due_on", "done_at")),
        ]

    def records(self, subject: Subject) -> Mapping[str, Sequence[object]]:
        return {"board.term": list(Term.objects.filter(person=subject.person).values_list("pk", flat=True))}

    def erase(self, subject: Subject, now: datetime) -> list[Outcome]:
        person = subject.person
        terms = Term.objects.filter(person=person).count()
        reason = _("They prove who acted for the association; the name goes when it is erased in the register.")
        if subject.scope == Subject.Scope.ALL:
            reason = _("They prove who acted for the association, without a name.")
        stays = Outcome(_("terms of office"), terms, because=reason)
        if not subject.leaves:
            return [stays]
        return [
            Outcome(_("working groups"), leave_groups(person)),
            Outcome(_("tasks of a handover"), forget_tasks(person)),
            Outcome(_("notes about terms of office"), forget_notes(person)),
            Outcome(_("texts about offices and groups in which the name was replaced"), forget_mentions(subject)),
            stays,
        ]


PROVIDER = BoardProvider()
