"""The general meeting by the statutes: its last days, how many must be there, who may act for whom. No queries."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.models.rulebook import Counts, GeneralMeeting, Length, Majority, Matter, Part, Rulebook

from .calendar import add, in_year, last_day_before
from .sentences.decisions import decided, majority
from .words import listed, within


@dataclass(frozen=True)
class Deadline:
    """A last day before or after the meeting, and what is to be done by then."""

    day: date
    text: str


@dataclass(frozen=True)
class Turnout:
    """Members on the day of the meeting, those of them who may vote, and their votes."""

    members: int
    voters: int
    votes: int


def notice_of(rule: GeneralMeeting, *, extraordinary: bool) -> Length | None:
    return (rule.notice_extraordinary if extraordinary else None) or rule.notice


def deadlines(rule: GeneralMeeting, meeting_on: date, *, extraordinary: bool) -> list[Deadline]:
    """The last days that follow from the day of the meeting, in the order of time."""
    return sorted(_deadlines(rule, meeting_on, extraordinary), key=lambda deadline: deadline.day)


def _deadlines(rule: GeneralMeeting, meeting_on: date, extraordinary: bool) -> Iterator[Deadline]:  # noqa: FBT001
    if notice := notice_of(rule, extraordinary=extraordinary):
        day = last_day_before(meeting_on, notice, working_day=rule.from_next_working_day)
        arrives = rule.notice_counts == Counts.RECEIPT
        yield Deadline(day, _("The invitation has arrived.") if arrives else _("The invitation has been sent."))
    if rule.motions_before:
        yield Deadline(last_day_before(meeting_on, rule.motions_before), _("Motions have arrived."))
    if rule.statutes_motions_before:
        day = last_day_before(meeting_on, rule.statutes_motions_before)
        in_writing, arrived = (
            _("Motions on the statutes have arrived in writing."),
            _("Motions on the statutes have arrived."),
        )
        yield Deadline(day, in_writing if rule.statutes_motions_in_writing else arrived)
    if rule.by and not extraordinary:
        yield Deadline(in_year(rule.by, meeting_on.year), _("The ordinary meeting of this year should have been held."))
    if rule.reconvened and rule.reconvened.within:
        day = add(meeting_on, rule.reconvened.within)
        yield Deadline(day, _("If this one is not quorate: the next meeting has been held."))


def conditions(rulebook: Rulebook, turnout: Turnout, *, extraordinary: bool) -> list[str]:
    """What the chair of the meeting needs to know, in sentences: invitation, quorum, proxies, majorities."""
    rule = rulebook.general_meeting
    return [
        *_invitation(rule, extraordinary=extraordinary),
        *_request(rule, turnout),
        *_quorum(rule, turnout),
        *_proxies(rule),
        *_majorities(rulebook),
    ]


def _invitation(rule: GeneralMeeting, *, extraordinary: bool) -> Iterator[str]:
    if notice_of(rule, extraordinary=extraordinary) is None:
        yield _("The statutes name no period for the invitation: leave the members enough time, two weeks are usual.")
    if rule.invitation_form:
        yield _("Form of the invitation: %(forms)s.") % {
            "forms": listed([str(form.label) for form in rule.invitation_form], either=True)
        }
    yield _("All members are invited, those without a vote as well; each subject of a decision stands in the agenda.")


def _request(rule: GeneralMeeting, turnout: Turnout) -> Iterator[str]:
    """Without a word in the statutes a tenth of the members may ask for a meeting (§ 37 BGB)."""
    part = rule.on_request_of or Part(numerator=1, denominator=10)
    number = part.least(turnout.members)
    text = ngettext(
        "A meeting must be called when %(n)d of %(all)d members asks for it.",
        "A meeting must be called when %(n)d of %(all)d members ask for it.",
        number,
    )
    sentence = text % {"n": number, "all": turnout.members}
    if rule.on_request_within:
        sentence += " " + _("Then within %(length)s.") % {"length": within(rule.on_request_within)}
    yield sentence


def _quorum(rule: GeneralMeeting, turnout: Turnout) -> Iterator[str]:
    """Of the members who may vote; by law one is enough (L-GOV-6)."""
    if rule.quorum_part:
        facts = {"n": rule.quorum_part.least(turnout.voters), "all": turnout.voters}
        yield _("Quorate with %(n)d of %(all)d members who may vote.") % facts
    if rule.quorum:
        yield _("Quorum: %(text)s") % {"text": rule.quorum}
    if not rule.quorum_part and not rule.quorum:
        yield _("The statutes ask for no quorum.")
    again = rule.reconvened
    if again and again.only_below:
        facts = {"n": again.only_below.least(turnout.voters)}
        yield _("It may be called again when fewer than %(n)d came.") % facts
    if again and again.always_quorate:
        yield _("The meeting called again is always quorate.")


def _proxies(rule: GeneralMeeting) -> Iterator[str]:
    """Without a word in the statutes everybody votes in person (§ 38 BGB)."""
    if not rule.proxy:
        yield _("There are no votes by proxy.")
        return
    yield _("Votes by proxy are possible.")
    if rule.proxy_form:
        forms = listed([str(form.label) for form in rule.proxy_form], either=True)
        yield _("Form of a proxy: %(forms)s.") % {"forms": forms}
    if rule.proxy_only_members:
        yield _("Only members who may vote can be proxies.")
    if rule.proxy_max:
        text = ngettext(
            "One person holds %(n)d proxy at most.", "One person holds %(n)d proxies at most.", rule.proxy_max
        )
        yield text % {"n": rule.proxy_max}


def _majorities(rulebook: Rulebook) -> Iterator[str]:
    """Those of the statutes, and where they are silent those of the law (§§ 33, 41 BGB)."""
    found = {each.matter: each.decision for each in rulebook.general_meeting.resolutions}
    if rulebook.dissolution.decision:
        found.setdefault(Matter.DISSOLUTION, rulebook.dissolution.decision)
    law = {Matter.STATUTES: Majority.THREE_QUARTERS, Matter.DISSOLUTION: Majority.THREE_QUARTERS}
    for matter in Matter:
        if decision := found.get(matter):
            with_body = decision if decision.body else decision.model_copy(update={"body": ("general_meeting",)})
            yield f"{matter.label}: {decided(rulebook, with_body, _('On it'))}"
        elif matter in law:
            yield _("%(matter)s: %(majority)s (the law’s rule).") % {
                "matter": matter.label,
                "majority": majority(law[matter]),
            }
        elif matter == Matter.PURPOSE:
            yield _("%(matter)s: with the consent of all members (the law’s rule).") % {"matter": matter.label}
    yield _("Abstentions do not count; a tie refuses a motion.")
