"""The mails to applicants and their sponsors, one function each."""

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from members.admission.models import Application, Message, Sponsor
from members.admission.queries.fees import to_pay
from members.admission.queries.progress import rights_wait
from members.admission.queries.rules_of import received_on, rule_of, rulebook_of, type_rule_of
from members.admission.rules import CONFIRM_DAYS, wants_proof
from members.mails import INVITATION_DAYS, invitation_token
from members.models import Person, User
from members.models.rulebook.joining import Reasons
from members.rules.words import listed, name_of, names
from verein.mail import queue_mail


def status_url(application: Application) -> str:
    return settings.BASE_URL + reverse("application", args=[application.token])


def _send(name: str, application: Application, **context: object) -> None:
    queue_mail(
        f"admission/mail/{name}",
        to=application.email,
        language=application.language,
        context={
            "application": application,
            "name": application.person_name,
            "url": status_url(application),
            **context,
        },
    )


def confirm_address(application: Application, *, earlier: Application | None) -> None:
    """The link that confirms the address, free of advertising; names an application that is there already."""
    url = settings.BASE_URL + reverse("confirm_application", args=[application.token])
    _send(
        "confirm",
        application,
        url=url,
        days=CONFIRM_DAYS,
        earlier=earlier,
        earlier_url=status_url(earlier) if earlier else "",
    )


def already_member(*, to: str, language: str) -> None:
    url = settings.BASE_URL + reverse("account_login")
    queue_mail("admission/mail/already_member", to=to, language=language, context={"url": url})


def received(application: Application) -> None:
    rulebook = rulebook_of(application)
    bodies = application.stages[0]["decision"]["body"] if application.stages else []
    wanted = wants_proof(rule_of(application, rulebook), type_rule_of(application, rulebook))
    proof = wanted and not application.proof and application.proof_on is None
    _send("received", application, deciders=names(rulebook, bodies), proof=proof)


def sponsor_request(sponsor: Sponsor, person: Person) -> None:
    url = settings.BASE_URL + reverse("sponsor", args=[sponsor.token])
    queue_mail(
        "admission/mail/sponsor",
        to=person.email,
        language=person.language,
        context={"application": sponsor.application, "name": person.name, "url": url},
    )


def question(application: Application, message: Message) -> None:
    _send("question", application, text=message.text)


def accepted(application: Application) -> None:
    _send("accepted", application)


def waits_for_objections(application: Application) -> None:
    _send("waits_for_objections", application, until=application.objection_until)


def waits_for_payment(application: Application) -> None:
    payments = rule_of(application, rulebook_of(application)).start.needs_payment
    with translation.override(application.language):
        what = listed([str(each.label) for each in payments])
        due = to_pay(application, application.decided_on or received_on(application))
    _send("waits_for_payment", application, what=what, due=due)


def withdrawn(application: Application) -> None:
    _send("withdrawn", application)


def refused(application: Application, *, may_appeal: bool) -> None:
    """With the reason, unless the statutes give none, and what can be done about it."""
    rulebook = rulebook_of(application)
    rule = rule_of(application, rulebook)
    reason = "" if rule.refusal_reasons == Reasons.NONE else application.refusal_reason
    bodies = rule.appeal.decision.body if rule.appeal else ()
    deciders = listed([name_of(rulebook, key) for key in bodies])
    _send(
        "refused",
        application,
        reason=reason,
        may_appeal=may_appeal,
        until=application.appeal_until,
        deciders=deciders,
    )


def admission_undone(application: Application, last_day: date) -> None:
    _send("admission_undone", application, reason=application.refusal_reason, last_day=last_day)


def welcome(application: Application, person: Person, *, user: User | None, begun: bool) -> None:
    """Warm, with three next steps. Before the first day there is no access yet, and the mail says when it comes."""
    membership = application.membership
    assert membership is not None
    invitation = reverse("accept_invitation", args=[invitation_token(user)]) if user else reverse("account_login")
    queue_mail(
        "admission/mail/welcome",
        to=person.email or application.email,
        language=person.language,
        context={
            "name": person.name,
            "membership": membership,
            "number": membership.member.number,
            "company": application.company_name if membership.member.company_id else "",
            "invitation_url": settings.BASE_URL + invitation,
            "profile_url": settings.BASE_URL + reverse("own_profile"),
            "meetings_url": f"{settings.BASE_URL}/termine/naechster/",
            "days": INVITATION_DAYS if user else 0,
            "begun": begun,
            "rights_wait": rights_wait(application),
        },
    )
