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
    "members.export_list": _("member list made"),
    "members.set_honours": _("consent to be honoured changed"),
    "members.merge": _("two records made one"),
    "members.set_time_out": _("time out changed"),
    "members.import": _("taken over from a list"),
    "members.invite": _("invited"),
    "members.accept_invitation": _("account opened"),
    "members.change_address": _("own e-mail address changed"),
    "members.reset_second_factor": _("second factor reset"),
    "members.reseal_second_factor": _("second factor sealed with the new key"),
    "members.renew_feed_token": _("address of the personal calendar renewed"),
    "members.deactivate_account": _("account deactivated"),
    "members.reactivate_account": _("account reactivated"),
    "members.hide": _("hidden everywhere"),
    "members.show_again": _("shown again as before"),
    "members.withdraw_consent": _("consent withdrawn"),
    "members.download_data": _("own data downloaded"),
    "members.send_data_link": _("link to own data sent"),
    "members.request_erasure": _("erasure asked for"),
    "members.take_back_erasure": _("request for erasure taken back"),
    "members.refuse_erasure": _("request for erasure refused"),
    "members.erase": _("erased on request"),
    "members.minimise": _("minimised after leaving"),
    "members.create_membership_type": _("membership type created"),
    "members.update_membership_type": _("membership type changed"),
    "members.create_trade": _("industry created"),
    "members.update_trade": _("industry changed"),
    "members.reopen_membership": _("end of the membership taken back"),
    "members.close_account": _("account closed"),
    "admission.give_notice": _("notice given"),
    "admission.notice_confirmed": _("notice confirmed"),
    "admission.notice_withdrawn": _("notice taken back"),
    "admission.notice_refused": _("important reason not accepted"),
    "admission.record_death": _("death entered"),
    "admission.suspend": _("membership put to rest"),
    "admission.resume": _("rest of the membership ended"),
    "admission.open_proceeding": _("proceeding opened"),
    "admission.ask_for_statement": _("asked for a statement"),
    "admission.note_statement": _("statement noted"),
    "admission.decide": _("decision entered"),
    "admission.note_delivery": _("delivery entered"),
    "admission.receive_appeal": _("appeal entered"),
    "admission.close_proceeding": _("proceeding closed"),
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
    "events.adopt_registration": _("registration of a guest taken over"),
    "events.cancel": _("event cancelled"),
    "events.postpone": _("event postponed"),
    "events.reinstate": _("event reinstated"),
    "events.export_registrations": _("attendee list exported"),
    "board.begin_term": _("term of office begun"),
    "board.end_term": _("term of office ended"),
    "board.cancel_term": _("term of office taken back"),
    "board.reopen_term": _("term of office continued"),
    "board.choose_form": _("form of the office’s name chosen"),
    "board.save_office": _("office changed"),
    "board.grant_rights": _("rights of an office given"),
    "board.end_rights": _("rights of an office taken"),
    "board.start_handover": _("handover begun"),
    "board.assign_task": _("handover task assigned"),
    "board.tick_task": _("handover task done"),
    "board.untick_task": _("handover task open again"),
    "board.create_checklist": _("line of the handover checklist created"),
    "board.update_checklist": _("line of the handover checklist changed"),
    "board.create_group": _("working group created"),
    "board.update_group": _("working group changed"),
    "board.close_group": _("working group closed"),
    "board.join_group": _("joined a working group"),
    "board.ask_to_join": _("asked to join a working group"),
    "board.invite_to_group": _("invited to a working group"),
    "board.accept_request": _("accepted into a working group"),
    "board.refuse_request": _("request to a working group declined"),
    "board.leave_group": _("left a working group"),
    "board.set_lead": _("lead of a working group changed"),
    "verein.resend_mail": _("mail sent again"),
    "home.contact": _("message sent by the contact form"),
}
MODELS = {
    "members.person": _("Person"),
    "members.company": _("Company"),
    "members.member": _("Member"),
    "members.seat": _("Seat"),
    "members.listexport": _("Member list"),
    "members.user": _("Account"),
    "members.membershiptype": _("Membership type"),
    "members.trade": _("Industry"),
    "admission.notice": _("Notice"),
    "admission.proceeding": _("Proceeding"),
    "board.term": _("Term of office"),
    "board.officesetting": _("Office"),
    "board.handover": _("Handover"),
    "board.handovertask": _("Handover task"),
    "board.checklistitem": _("Line of the handover checklist"),
    "board.workinggroup": _("Working group"),
    "board.groupmembership": _("Membership of a working group"),
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
