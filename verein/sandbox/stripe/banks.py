"""Stripe's test numbers: which card is declined, challenged or disputed, which account's debit fails, and when."""

from typing import NamedTuple

from .errors import Json, invalid
from .world import World


class Card(NamedTuple):
    brand: str = "visa"
    decline: str = ""  # decline code, at every charge
    challenge: str = ""  # 3-D Secure: "always", or "setup": not once it was saved for later
    disputed: bool = False
    refund: str = ""  # "fails" after a while, or stays "pending" for a while


class Account(NamedTuple):
    days: int = 5  # until the bank has answered
    failure: str = ""
    disputed: bool = False


CARDS = {
    "4242424242424242": Card(),
    "5555555555554444": Card(brand="mastercard"),
    "4000002760003184": Card(challenge="always"),
    "4000002500003155": Card(challenge="setup"),
    "4000000000000002": Card(decline="generic_decline"),
    "4000000000009995": Card(decline="insufficient_funds"),
    "4000000000000069": Card(decline="expired_card"),
    "4000000000000127": Card(decline="incorrect_cvc"),
    "4000000000000341": Card(decline="generic_decline"),  # can be saved, cannot be charged
    "4000000000000259": Card(disputed=True),
    "4000000000005126": Card(refund="fails"),
    "4000000000007726": Card(refund="pending"),
}
SAVED_BUT_BAD = "4000000000000341"
TOKENS = {
    "pm_card_visa": "4242424242424242",
    "pm_card_mastercard": "5555555555554444",
    "pm_card_authenticationRequired": "4000002760003184",
    "pm_card_authenticationRequiredOnSetup": "4000002500003155",
    "pm_card_visa_chargeDeclined": "4000000000000002",
    "pm_card_visa_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_chargeDeclinedExpiredCard": "4000000000000069",
    "pm_card_chargeDeclinedIncorrectCvc": "4000000000000127",
    "pm_card_chargeCustomerFail": "4000000000000341",
    "pm_card_createDispute": "4000000000000259",
    "pm_card_refundFail": "4000000000005126",
    "pm_card_pendingRefund": "4000000000007726",
}
ACCOUNTS = {
    "DE89370400440532013000": Account(),
    "DE08370400440532013003": Account(days=10),
    "DE62370400440532013001": Account(failure="generic_could_not_process"),
    "DE78370400440532013004": Account(days=10, failure="generic_could_not_process"),
    "DE18370400440000066666": Account(failure="insufficient_funds"),
    "DE35370400440532013002": Account(disputed=True),
}
MESSAGES = {
    "generic_decline": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "authentication_required": "Your card was declined. This transaction requires authentication.",
    "authentication_failed": "We are unable to authenticate your payment method.",
}
CODES = {"generic_decline": "card_declined", "insufficient_funds": "card_declined"}  # the rest is its own code


def card_of(world: World, method: Json) -> Card:
    return CARDS[world.private[method["id"]]["number"]]


def account_of(world: World, method: Json) -> Account:
    return ACCOUNTS.get(world.private[method["id"]]["iban"], Account())


def checked_number(number: str) -> str:
    """The digits of a card; raises ApiError 402 as the pay page shows it."""
    digits = "".join(character for character in number if character.isdigit())
    if digits not in CARDS:
        raise invalid("Your card number is incorrect.", param="number", code="incorrect_number", type="card_error")
    return digits


def checked_iban(text: str) -> str:
    """The IBAN without spaces; raises ApiError 400 if its check digits are wrong."""
    iban = "".join(text.split()).upper()
    digits = "".join(str(int(character, 36)) for character in iban[4:] + iban[:4] if character.isalnum())
    if not 15 <= len(iban) <= 34 or not iban.isalnum() or int(digits or 0) % 97 != 1:
        raise invalid("The IBAN you provided is invalid.", param="sepa_debit[iban]", code="invalid_bank_account_iban")
    return iban
