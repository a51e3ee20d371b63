"""What a returned debit means and what to do next (L-SEPA-8)."""

from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext_lazy as _


class Step(Enum):
    """What is to be done next; the first two stop the mandate."""

    ASK_FOR_ACCOUNT = "ask_for_account"
    STOP = "stop"
    TRY_AGAIN = "try_again"
    CHECK = "check"


STEPS = {
    Step.ASK_FOR_ACCOUNT: _("The mandate rests. Ask the member for a new account and mandate."),
    Step.STOP: _("The mandate rests. Do not collect again; the board looks into it and speaks with the member."),
    Step.TRY_AGAIN: _("Collect once more after 14 days, with a new pre-notification."),
    Step.CHECK: _("Look into it with the bank before collecting again."),
}


@dataclass(frozen=True)
class Advice:
    """What happened, and what to do."""

    meaning: str
    step: Step

    @property
    def todo(self) -> str:
        return str(STEPS[self.step])

    @property
    def stops_mandate(self) -> bool:
        return self.step in (Step.ASK_FOR_ACCOUNT, Step.STOP)


CODES: dict[str, tuple[object, Step]] = {
    "AC01": (_("The IBAN is wrong."), Step.ASK_FOR_ACCOUNT),
    "AC04": (_("The account is closed."), Step.ASK_FOR_ACCOUNT),
    "AC06": (_("The account is blocked."), Step.STOP),
    "AC13": (_("The account is a consumer’s; the mandate was one for companies."), Step.CHECK),
    "AG01": (_("The account does not allow debits."), Step.ASK_FOR_ACCOUNT),
    "AG02": (_("The bank does not know the kind of transaction."), Step.CHECK),
    "AM04": (_("There was not enough money in the account."), Step.TRY_AGAIN),
    "AM05": (_("The debit was collected twice."), Step.CHECK),
    "BE05": (_("The creditor identifier is wrong."), Step.CHECK),
    "MD01": (_("There is no mandate, or it was revoked at the bank."), Step.STOP),
    "MD02": (_("The data of the mandate are missing or wrong."), Step.CHECK),
    "MD06": (_("The payer asked for the money back within eight weeks."), Step.STOP),
    "MD07": (_("The account holder has died."), Step.STOP),
    "MS02": (_("The payer refused the debit."), Step.STOP),
    "MS03": (_("The bank gives no reason; often there was not enough money in the account."), Step.TRY_AGAIN),
    "RC01": (_("The BIC is wrong."), Step.ASK_FOR_ACCOUNT),
    "RR01": (_("The bank misses the payer’s account or name."), Step.CHECK),
    "RR02": (_("The bank misses the payer’s name or address."), Step.CHECK),
    "RR03": (_("The bank misses the association’s name or address."), Step.CHECK),
    "RR04": (_("The law kept the bank from paying."), Step.CHECK),
    "SL01": (_("The payer has limited debits at the bank."), Step.STOP),
}


def advice_on(code: str) -> Advice:
    """The meaning of a return code; an unknown or missing one is read as "no reason given"."""
    meaning, step = CODES.get(code, CODES["MS03"])
    return Advice(str(meaning), step)


def why_not_charge(*, may_pass_on: bool, is_waived: bool) -> str | None:
    """Why the member does not bear what a returned debit cost, or None (L-DUES-11)."""
    if not may_pass_on:
        return str(_("The dues regulations of that day do not let the member bear it."))
    if is_waived:
        return str(_("The association bears it already."))
    return None
