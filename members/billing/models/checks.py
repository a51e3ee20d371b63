"""Validators for what banks give numbers to."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_CREDITOR_IDENTIFIER = re.compile(r"^[A-Z]{2}\d{2}[A-Z0-9]{3}[A-Z0-9]{1,28}$")


def validate_iban(value: str) -> None:
    """Raises ValidationError where length or check digits are wrong; spaces are allowed."""
    from schwifty import IBAN  # noqa: PLC0415 - brings the list of all banks along
    from schwifty.exceptions import SchwiftyException  # noqa: PLC0415

    try:
        IBAN(value)
    except SchwiftyException as error:
        raise ValidationError(_("This IBAN is not right: please compare it digit by digit."), code="iban") from error


def validate_creditor_identifier(value: str) -> None:
    """Raises ValidationError unless the check digits fit (L-SEPA-3: MOD 97-10 without the business code)."""
    text = value.replace(" ", "").upper()
    # Country and check digits move behind the national part, letters become numbers, as in an IBAN.
    digits = "".join(str(int(sign, 36)) for sign in text[7:] + text[:4]) if _CREDITOR_IDENTIFIER.match(text) else "0"
    if int(digits) % 97 != 1:
        raise ValidationError(_("This creditor identifier is not right: please compare it digit by digit."), code="ci")
