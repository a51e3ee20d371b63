"""Bodies and offices: who is elected by whom, for how long, and who represents the association."""

from typing import Annotated

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from pydantic import BeforeValidator, Field

from .base import (
    Counts,
    DecidedBy,
    Forms,
    Key,
    Keys,
    Length,
    Majority,
    MonthDay,
    Need,
    Part,
    Rules,
    Text,
    Texts,
    YesNo,
    _as_list,
)


class BodyKind(TextChoices):
    GENERAL_MEETING = "general_meeting", _("general meeting")
    BOARD = "board", _("board under § 26 BGB")
    EXTENDED_BOARD = "extended_board", _("extended board")
    ADVISORY_BOARD = "advisory_board", _("advisory board")
    PRESIDIUM = "presidium", _("presidium")
    COUNCIL_OF_ELDERS = "council_of_elders", _("council of elders")
    MANAGEMENT = "management", _("management")
    AUDITORS = "auditors", _("auditors")
    COMMITTEE = "committee", _("committee")
    WORKING_GROUP = "working_group", _("working group")
    GROUP = "group", _("group inside the association")


class Share(Part):
    """At least this part of the body must be members of the types: two thirds full members."""

    types: Keys = Field(title=gettext_noop("members of the types"))


class Sitting(Rules):
    """How a body smaller than the general meeting meets and resolves."""

    on_request_of: int | None = Field(None, ge=1, title=gettext_noop("called when so many of its members ask"))
    notice: Length | None = Field(None, title=gettext_noop("invitation before"))
    notice_waivable: bool = Field(False, title=gettext_noop("shorter if all invited agree"))
    form: Forms = Field((), title=gettext_noop("form of the invitation"))
    with_agenda: bool = Field(False, title=gettext_noop("with the agenda"))
    further_items: Majority | None = Field(None, title=gettext_noop("further items on the agenda by"))
    quorum: Part | None = Field(None, title=gettext_noop("quorate with"))
    remote: bool = Field(False, title=gettext_noop("taking part by phone or video counts as present"))
    minutes_within: Length | None = Field(None, title=gettext_noop("minutes within"))


class Body(Rules):
    key: Key = Field(title=gettext_noop("key"))
    name: Text = Field(title=gettext_noop("name"))
    kind: BodyKind = Field(BodyKind.BOARD, title=gettext_noop("kind"))
    # The members of these bodies and the holders of these offices belong to it as well.
    includes: Keys = Field((), title=gettext_noop("includes the bodies or offices"))
    seats_min: int | None = Field(None, ge=0, title=gettext_noop("seats at least"))
    seats_max: int | None = Field(None, ge=0, title=gettext_noop("seats at most"))
    composition: Annotated[tuple[Share, ...], BeforeValidator(_as_list)] = Field((), title=gettext_noop("composition"))
    elected_by: Keys = Field((), title=gettext_noop("elected by"))
    # Two leave every year: the longest in office go first.
    leave_each_year: int | None = Field(None, ge=1, title=gettext_noop("members who leave every year"))
    meetings: Text = Field("", title=gettext_noop("meetings"))
    sitting: Sitting | None = Field(None, title=gettext_noop("how it meets"))
    note: Text = Field("", title=gettext_noop("remark"))


class Represents(TextChoices):
    """Whether an office represents the association under § 26 BGB."""

    NO = "no", _("does not represent")
    ALONE = "alone", _("alone")
    JOINTLY = "jointly", _("together with another one")
    IF_PREVENTED = "if_prevented", _("when the chair is prevented")
    UNSTATED = "unstated", _("how is not stated")


class CoOption(TextChoices):
    """How long somebody serves whom the board has co-opted between two elections."""

    NEXT_MEETING = "next_meeting", _("the next general meeting")
    REST_OF_TERM = "rest_of_term", _("the end of the term")


class Office(Rules):
    """One office. `seats_max` says how many hold it at once: Beisitzer from–to, one office held by two."""

    key: Key = Field(title=gettext_noop("key"))
    body: Key = Field(title=gettext_noop("body"))
    name: Text = Field(title=gettext_noop("name"))
    name_female: Text = Field("", title=gettext_noop("name, female"))
    name_male: Text = Field("", title=gettext_noop("name, male"))
    seats_min: int = Field(1, ge=0, title=gettext_noop("holders at least"))
    seats_max: int = Field(1, ge=1, title=gettext_noop("holders at most"))
    # A Beisitzer of a branch: one seat for each of these.
    trades: Texts = Field((), title=gettext_noop("one seat for each industry"))
    required: bool = Field(True, title=gettext_noop("must be filled"))
    vacancy_at_most: Length | None = Field(None, title=gettext_noop("may be vacant for"))
    represents: Represents = Field(Represents.NO, title=gettext_noop("represents the association"))
    term: Length | None = Field(None, title=gettext_noop("term"))
    # Staggered elections: the first holders are elected for other lengths, seat by seat.
    first_terms: Annotated[tuple[Length, ...], BeforeValidator(_as_list)] = Field(
        (), title=gettext_noop("terms at the first election")
    )
    starts: MonthDay | None = Field(None, title=gettext_noop("term begins on"))
    stays_until_successor: bool = Field(False, title=gettext_noop("remains in office until a successor is elected"))
    re_election: bool = Field(True, title=gettext_noop("may be re-elected"))
    elected_by: Keys = Field((), title=gettext_noop("elected by"))
    secret: YesNo = Field(Need.ON_REQUEST, title=gettext_noop("secret ballot"))
    members_only: bool = Field(True, title=gettext_noop("only members may hold it"))
    ends_with_membership: bool = Field(True, title=gettext_noop("ends with the membership"))
    eligible_types: Keys = Field((), title=gettext_noop("only members of the types"))
    not_with: Keys = Field((), title=gettext_noop("not together with the offices"))
    in_absence: bool | None = Field(None, title=gettext_noop("may be elected in absence, with prior consent"))
    internally_if_prevented: bool = Field(
        False, title=gettext_noop("inside the association only when the chair is prevented")
    )
    by_election_for_rest: bool | None = Field(None, title=gettext_noop("a by-election counts for the rest of the term"))
    co_option_by: Keys = Field((), title=gettext_noop("between elections filled by"))
    co_option_until: CoOption | None = Field(None, title=gettext_noop("co-option counts until"))
    note: Text = Field("", title=gettext_noop("remark"))


class Representation26(TextChoices):
    """How the board represents the association (§ 26 BGB); the law's own rule is the majority."""

    MAJORITY = "majority", _("by the majority of the board")
    EACH_ALONE = "each_alone", _("each alone")
    TWO_JOINTLY = "two_jointly", _("two together")
    TWO_WITH_CHAIR = "two_with_chair", _("two together, one of them chair or deputy")
    OFFICES = "offices", _("as said at each office")
    UNSTATED = "unstated", _("not stated")


class BoardRules(Rules):
    representation: Representation26 = Field(Representation26.UNSTATED, title=gettext_noop("representation"))
    # Two offices in one person.
    combining_offices: bool | None = Field(None, title=gettext_noop("one person may hold several offices"))
    empty_seats_allowed: bool = Field(False, title=gettext_noop("not every seat has to be filled"))
    # Up to this the board acts alone; above it needs another decision.
    limit: Text = Field("", title=gettext_noop("acts alone up to"))
    above_limit: DecidedBy | None = Field(None, title=gettext_noop("above that decided by"))
    liability: Text = Field("", title=gettext_noop("liability"))
    quorum: Text = Field("", title=gettext_noop("quorum"))
    decision: DecidedBy | None = Field(None, title=gettext_noop("resolutions"))
    note: Text = Field("", title=gettext_noop("remark"))


class Matter(TextChoices):
    """What the general meeting decides with a majority of its own."""

    STATUTES = "statutes", _("change of the statutes")
    PURPOSE = "purpose", _("change of the purpose")
    FEES = "fees", _("dues regulations")
    ELECTION = "election", _("election")
    RECALL = "recall", _("removal from office")
    DISSOLUTION = "dissolution", _("dissolution")


class Resolution(Rules):
    matter: Matter = Field(title=gettext_noop("matter"))
    decision: DecidedBy = Field(title=gettext_noop("decided by"))


class Reconvening(Rules):
    """A meeting that was not quorate is called again."""

    within: Length | None = Field(None, title=gettext_noop("within"))
    only_below: Part | None = Field(None, title=gettext_noop("when fewer came than"))
    always_quorate: bool = Field(False, title=gettext_noop("then always quorate"))


class GeneralMeeting(Rules):
    """What the statutes say of the meeting of all members."""

    every: Length | None = Field(None, title=gettext_noop("held every"))
    by: MonthDay | None = Field(None, title=gettext_noop("should be held by"))
    held_on: Text = Field("", title=gettext_noop("held on"))
    convened_by: Keys = Field((), title=gettext_noop("convened by"))
    notice: Length | None = Field(None, title=gettext_noop("invitation before"))
    notice_extraordinary: Length | None = Field(None, title=gettext_noop("invitation to an extraordinary one before"))
    notice_counts: Counts = Field(Counts.DISPATCH, title=gettext_noop("counted from"))
    from_next_working_day: bool = Field(False, title=gettext_noop("beginning on the next working day"))
    invitation_form: Forms = Field((), title=gettext_noop("form of the invitation"))
    with_agenda: bool = Field(False, title=gettext_noop("with the agenda"))
    agenda_by: Keys = Field((), title=gettext_noop("the agenda is set by"))
    on_request_of: Part | None = Field(None, title=gettext_noop("called when so many members ask"))
    on_request_form: Forms = Field((), title=gettext_noop("form of the request"))
    on_request_within: Length | None = Field(None, title=gettext_noop("then within"))
    motions_by: Keys = Field((), title=gettext_noop("motions by"))
    motions_before: Length | None = Field(None, title=gettext_noop("motions before"))
    statutes_motions_before: Length | None = Field(None, title=gettext_noop("motions on the statutes before"))
    statutes_motions_in_writing: bool = Field(False, title=gettext_noop("motions on the statutes in writing"))
    proxy: bool | None = Field(None, title=gettext_noop("votes by proxy"))
    proxy_form: Forms = Field((), title=gettext_noop("form of a proxy"))
    proxy_only_members: bool = Field(False, title=gettext_noop("only members entitled to vote may be proxies"))
    proxy_max: int | None = Field(None, ge=1, title=gettext_noop("proxies in one hand at most"))
    quorum: Text = Field("", title=gettext_noop("quorum"))
    quorum_part: Part | None = Field(None, title=gettext_noop("quorate with"))
    reconvened: Reconvening | None = Field(None, title=gettext_noop("called again"))
    resolutions: Annotated[tuple[Resolution, ...], BeforeValidator(_as_list)] = Field(
        (), title=gettext_noop("majorities of their own")
    )
    public_part: bool = Field(False, title=gettext_noop("part of it is public"))
    in_parts: bool = Field(False, title=gettext_noop("may be held in several parts"))
    minutes_for_members: bool = Field(False, title=gettext_noop("every member may read the minutes"))
    information_right: bool = Field(False, title=gettext_noop("members may ask for information"))
    contents: Texts = Field((), title=gettext_noop("contents"))
    note: Text = Field("", title=gettext_noop("remark"))
