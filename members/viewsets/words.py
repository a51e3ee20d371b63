"""What the actions, records and fields in the log are called; one without words here is shown by its code."""

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext_lazy as _

from verein.models import LogEntry

ACTIONS = {
    "members.create_person": _("person created"),
    "members.update_person": _("person changed"),
    "members.update_profile": _("own profile changed"),
    "members.create_company": _("company created"),
    "members.update_company": _("company changed"),
    "members.start_membership": _("membership started"),
    "members.end_membership": _("membership ended"),
    "members.change_type": _("membership type changed from a day on"),
    "members.correct_membership": _("membership corrected"),
    "members.give_seat": _("seat given"),
    "members.change_seat": _("role of a seat changed"),
    "members.end_seat": _("seat ended"),
    "members.link_member": _("affiliation changed"),
    "members.import": _("taken over from a list"),
    "members.invite": _("invited"),
    "members.accept_invitation": _("account opened"),
    "members.change_address": _("own e-mail address changed"),
    "members.reset_second_factor": _("second factor reset"),
    "members.renew_feed_token": _("address of the personal calendar renewed"),
    "members.deactivate_account": _("account deactivated"),
    "members.reactivate_account": _("account reactivated"),
    "members.create_membership_type": _("membership type created"),
    "members.update_membership_type": _("membership type changed"),
    "members.create_trade": _("industry created"),
    "members.update_trade": _("industry changed"),
    "events.publish": _("event published"),
    "events.import": _("taken over from a calendar"),
    "events.copy": _("event copied"),
    "events.register": _("registered"),
    "events.change_party": _("registration changed"),
    "events.cancel_registration": _("attendance cancelled"),
    "events.reinstate_registration": _("registration reinstated"),
    "events.decline": _("place declined"),
    "events.move_up": _("moved up"),
    "events.change_capacity": _("capacity changed"),
    "events.mark_attendance": _("attendance noted"),
    "events.cancel": _("event cancelled"),
    "events.postpone": _("event postponed"),
    "events.reinstate": _("event reinstated"),
    "events.export_registrations": _("attendee list exported"),
    "verein.resend_mail": _("mail sent again"),
    "home.contact": _("message sent by the contact form"),
}
MODELS = {
    "members.person": _("Person"),
    "members.company": _("Company"),
    "members.member": _("Member"),
    "members.seat": _("Seat"),
    "members.user": _("Account"),
    "members.membershiptype": _("Membership type"),
    "members.trade": _("Industry"),
    "events.event": _("Event"),
    "events.registration": _("Registration"),
    "verein.mail": _("Mail"),
}
# Fields that stand in another model than the record: a member's periods, the texts of an event.
ALSO_IN = {"members.member": "members.membership", "events.event": "events.eventpage"}
FIELDS = {
    "companions": _("companions"),
    "fingerprint": _("time or place"),
    "feed_token": _("address of the personal calendar"),
}


def field_words(entry: LogEntry) -> list[str]:
    """The fields of `entry` as forms call them."""
    models = [label for label in (entry.model, ALSO_IN.get(entry.model)) if label]
    return [_field_word(name, models) for name in entry.fields]


def _field_word(name: str, models: list[str]) -> str:
    if name in FIELDS:
        return str(FIELDS[name])
    for label in models:
        try:
            return str(getattr(apps.get_model(label)._meta.get_field(name), "verbose_name", name))
        except (LookupError, FieldDoesNotExist):
            continue
    return name
