"""How somebody becomes a member by the statutes in force, in short sentences for visitors."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.admission.rules import decision_on_appeal, first_stages
from members.models.rulebook import Admission, Mode, Need, Rulebook, TypeRule
from members.models.rulebook.joining import StartAt
from members.models.rulebook.types import FeeKind, Vote
from members.rules import decision_on_admission
from members.rules.words import length_of, listed, name_of, names, within

from .offers import Offer


@dataclass(frozen=True)
class OfferWords:
    """A type with what it takes and gives, in sentences."""

    key: str
    name: str
    sentences: list[str]


@dataclass(frozen=True)
class Way:
    sentences: list[str]
    offers: list[OfferWords]


def way_in(rulebook: Rulebook, found: list[Offer]) -> Way:
    return Way(
        sentences=list(admission_sentences(rulebook)),
        offers=[OfferWords(each.type.key, each.type.name, type_sentences(rulebook, each.rule)) for each in found],
    )


def admission_sentences(rulebook: Rulebook) -> Iterator[str]:
    """What comes before the decision, who decides, and what follows."""
    rule = rulebook.admission
    yield from _before(rule)
    yield from _deciding(rulebook, rule)
    yield from _after(rulebook, rule)


def _before(rule: Admission) -> Iterator[str]:
    if rule.guest_visits:
        text = ngettext(
            "Before you apply you come to a meeting as a guest.",
            "Before you apply you come to %(n)d meetings as a guest.",
            rule.guest_visits,
        )
        yield text % {"n": rule.guest_visits}
    if rule.guest_period:
        yield _("You get to know us as a guest for %(length)s.") % {"length": length_of(rule.guest_period)}
    if rule.sponsors:
        text = ngettext("One member supports you.", "%(n)d members support you.", rule.sponsors)
        yield text % {"n": rule.sponsors}
    if rule.proof in {Need.YES, Need.YEARLY}:
        yield _("We ask for a proof of your business.")
    if rule.debit_mandate:
        yield _("We ask for a direct debit mandate.")


def _deciding(rulebook: Rulebook, rule: Admission) -> Iterator[str]:
    if rule.mode == Mode.DECLARATION:
        yield _("Your declaration makes you a member.")
        if rule.veto:
            stage = first_stages(rulebook, "")[0]
            facts = {"body": names(rulebook, stage.decision.body), "length": within(rule.veto.period)}
            yield _("The admission can be refused within %(length)s: %(body)s.") % facts
        return
    body = names(rulebook, decision_on_admission(rulebook, None).body)
    yield _("The decision on your application lies with: %(body)s.") % {"body": body}
    if rule.silence_accepts_after:
        yield _("Without an answer within %(length)s you count as accepted.") % {
            "length": within(rule.silence_accepts_after)
        }
    if rule.objection and rule.objection.period:
        yield _("The admission is announced; objections are possible within %(length)s.") % {
            "length": within(rule.objection.period)
        }


def _after(rulebook: Rulebook, rule: Admission) -> Iterator[str]:
    if rule.appeal and rule.appeal.possible:
        body = names(rulebook, decision_on_appeal(rule).body)
        yield _("After a refusal you can appeal; the decision lies with: %(body)s.") % {"body": body}
    starts = {
        StartAt.DECISION: _("Your membership begins with the decision."),
        StartAt.NEXT_MONTH: _("Your membership begins on the first day of the month after the decision."),
        StartAt.APPLICATION: _("Your membership begins with the day of the application."),
        StartAt.APPLICATION_MONTH: _("Your membership begins with the month of the application."),
        StartAt.NEXT_YEAR: _("Your membership begins with the next fiscal year."),
    }
    if rule.start.needs_payment or rule.start.at == StartAt.PAYMENT:
        yield _("Your membership begins with the first payment.")
    elif rule.start.at in starts and rule.mode != Mode.DECLARATION:
        yield starts[rule.start.at]
    if rule.minimum_term:
        yield _("A membership lasts at least %(length)s.") % {"length": length_of(rule.minimum_term.length)}


def type_sentences(rulebook: Rulebook, rule: TypeRule | None) -> list[str]:
    return list(_type_sentences(rulebook, rule)) if rule else []


def _type_sentences(rulebook: Rulebook, rule: TypeRule) -> Iterator[str]:
    yield from _for_whom(rulebook, rule)
    yield from _fee_sentences(rule)
    if rule.vote == Vote.YES:
        yield _("With a vote in the general meeting.")
    elif rule.vote in {Vote.NO, Vote.ADVISORY}:
        yield _("Without a vote in the general meeting.")
    if rule.cap.members_max or rule.cap.percent_of_all or rule.cap.per_company or rule.cap.per_trade:
        yield _("The number of places is limited.")


def _for_whom(rulebook: Rulebook, rule: TypeRule) -> Iterator[str]:
    if rule.who:
        yield _("For: %(who)s") % {"who": rule.who}
    if rule.only_after:
        before = listed([name_of(rulebook, key) for key in rule.only_after], either=True)
        yield _("Only for those who were before: %(before)s.") % {"before": before}
    if rule.min_age is not None:
        yield _("From the age of %(age)d.") % {"age": rule.min_age}
    if rule.max_age is not None:
        yield _("Up to the age of %(age)d.") % {"age": rule.max_age}
    if rule.proof in {Need.YES, Need.YEARLY}:
        yield _("With a proof, which you can upload after you have applied.")


def _fee_sentences(rule: TypeRule) -> Iterator[str]:
    fee = rule.fee
    if fee.kind == FeeKind.NONE:
        yield _("Without membership dues.")
    elif fee.kind == FeeKind.SHARE and fee.percent:
        yield _("%(percent)d %% of the membership dues.") % {"percent": fee.percent}
    elif fee.kind == FeeKind.VOLUNTARY:
        yield _("You choose what you give.")
