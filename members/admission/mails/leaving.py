"""The mails about leaving: to the member, and to the association where the board has to act."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from members.admission.models import Notice, Proceeding
from members.models import Member, Membership, Person, Seat, Suspension
from members.models.rulebook import Appeal
from members.rules.exits import ExitDate
from verein.mail import queue_mail
from verein.models import Association


def spokesperson(member: Member) -> Person | None:
    """Whom the association writes to: the person, or the representative of the company, else its deputy or contact."""
    if member.person is not None:
        return member.person
    order = [str(role) for role in (Seat.Role.REPRESENTATIVE, Seat.Role.DEPUTY, Seat.Role.CONTACT)]
    seats = sorted(member.seats.filter(until_on=None).select_related("person"), key=lambda s: order.index(s.role))
    return seats[0].person if seats else None


def _tell(name: str, member: Member, **context: Any) -> None:
    person = spokesperson(member)
    if person is not None and person.email:
        context = {"person": person, "member": member, **context}
        queue_mail(f"admission/mail/{name}", to=person.email, context=context, language=person.language)


def notice_received(notice: Notice, end: ExitDate | None) -> None:
    """To the member, at once: the last day and the rule it follows from, or that the board decides on the reason."""
    url = settings.BASE_URL + reverse("own_membership")
    _tell("notice_received", notice.membership.member, notice=notice, end=end, url=url)


def notice_arrived(notice: Notice, *, by_member: bool) -> None:
    """To the association's address, where the member gave notice online; what the office enters it knows."""
    association = Association.load()
    if by_member and association.email:
        url = settings.BASE_URL + reverse("admission_leaving")
        context = {"notice": notice, "member": notice.membership.member, "url": url}
        queue_mail("admission/mail/notice_arrived", to=association.email, context=context)


def notice_settled(notice: Notice) -> None:
    """Confirmed with the last day, or withdrawn: the membership goes on."""
    name = "notice_withdrawn" if notice.state == Notice.State.WITHDRAWN else "notice_confirmed"
    _tell(name, notice.membership.member, notice=notice)


def ended_by_event(membership: Membership) -> None:
    """The membership ends by itself; the dead get no mail, for nothing is sent to them."""
    _tell("ended_by_event", membership.member, membership=membership)


def type_changed(membership: Membership) -> None:
    _tell("type_changed", membership.member, membership=membership)


def statement_asked(proceeding: Proceeding) -> None:
    """The grounds and the day until which the member can say something to them."""
    _tell("statement_asked", proceeding.member, proceeding=proceeding)


def decision_told(proceeding: Proceeding, appeal: Appeal | None) -> None:
    """The decision has been delivered: the last day, and whether and until when an appeal is possible."""
    _tell("decision_told", proceeding.member, proceeding=proceeding, appeal=appeal)


def proceeding_closed(proceeding: Proceeding) -> None:
    _tell("proceeding_closed", proceeding.member, proceeding=proceeding)


def suspended(suspension: Suspension) -> None:
    _tell("suspended", suspension.member, suspension=suspension)


def resumed(suspension: Suspension) -> None:
    _tell("resumed", suspension.member, suspension=suspension)
