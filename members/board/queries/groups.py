"""Working groups: the list, one page, whose documents."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from members.board.models import GroupMembership, WorkingGroup
from members.models import Person
from members.queries import Viewer, VisibleProfile, for_profiles, members_on, visible_profile
from verein.models import SiteDocument

ACTIVE = Q(memberships__state=GroupMembership.State.ACTIVE, memberships__until_on=None)


def active(day: date) -> "QuerySet[GroupMembership]":
    """Who belongs to a working group on `day`: groups end with the membership in the association."""
    rows = GroupMembership.objects.on(day).filter(state=GroupMembership.State.ACTIVE, person__died_on=None)
    return rows.filter(Exists(members_on(day).filter(pk=OuterRef("person_id"))))


def group_rows(viewer: Viewer, day: date) -> "QuerySet[WorkingGroup]":
    """Running groups this viewer may see, with their number of members (`size`)."""
    rows = WorkingGroup.objects.filter(ended_on=None)
    if not viewer.is_member:
        rows = rows.filter(public=True)
    counted = Count("memberships", filter=Q(memberships__in=active(day)))
    return rows.annotate(size=counted).order_by("name")


def groups_of(person: Person, day: date) -> "QuerySet[GroupMembership]":
    """The person's groups, invitations and requests."""
    rows = GroupMembership.objects.on(day).filter(person=person, group__ended_on=None)
    return rows.select_related("group").order_by("group__name")


@dataclass(frozen=True)
class GroupPage:
    """One working group as a viewer sees it; people only for members, requests only for the lead."""

    group: WorkingGroup
    mine: GroupMembership | None
    is_lead: bool
    leads: list[VisibleProfile]
    people: list[VisibleProfile]
    requests: list[GroupMembership]
    invited: list[GroupMembership]
    documents: list[SiteDocument]

    @property
    def belongs(self) -> bool:
        return self.mine is not None and self.mine.state == GroupMembership.State.ACTIVE


def group_page(group: WorkingGroup, viewer: Viewer, day: date) -> GroupPage:
    mine = _mine(group, viewer, day)
    belongs = mine is not None and mine.state == GroupMembership.State.ACTIVE
    is_lead = bool(belongs and mine and mine.is_lead)
    profiles = Prefetch("person", queryset=for_profiles(Person.objects.all(), day))
    rows = active(day).filter(group=group).order_by("person__sort_key").prefetch_related(profiles)
    seen = [(row.is_lead, visible_profile(row.person, viewer)) for row in rows] if viewer.is_member else []
    waiting = list(_waiting(group)) if is_lead else []
    return GroupPage(
        group=group,
        mine=mine,
        is_lead=is_lead,
        leads=[profile for lead, profile in seen if lead],
        people=[profile for lead, profile in seen if not lead],
        requests=[row for row in waiting if row.state == GroupMembership.State.REQUESTED],
        invited=[row for row in waiting if row.state == GroupMembership.State.INVITED],
        documents=_documents(group) if belongs else [],
    )


def _mine(group: WorkingGroup, viewer: Viewer, day: date) -> GroupMembership | None:
    if viewer.person is None or not viewer.is_member:
        return None
    return GroupMembership.objects.on(day).filter(group=group, person=viewer.person).first()


def _waiting(group: WorkingGroup) -> "QuerySet[GroupMembership]":
    rows = GroupMembership.objects.filter(group=group, until_on=None).exclude(state=GroupMembership.State.ACTIVE)
    return rows.select_related("person").order_by("from_on", F("pk"))


def _documents(group: WorkingGroup) -> list[SiteDocument]:
    if group.collection_id is None:
        return []
    return list(SiteDocument.objects.filter(collection_id=group.collection_id).order_by("title"))


def is_in_group_of_collection(person: Person, collection_id: int, day: date) -> bool:
    return active(day).filter(person=person, group__collection_id=collection_id, group__ended_on=None).exists()
