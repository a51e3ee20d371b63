"""Reads: who issues and who receives a document, as they stand today."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from members.billing.models import Account, BillingSettings
from members.billing.rules.access import MAY_SEE_MONEY
from members.billing.rules.addressing import is_firm
from members.models import Member, Seat
from verein.models import Association


def issuer_of(settings: BillingSettings) -> dict[str, str]:
    """The association as documents name it."""
    association = Association.load()
    return {
        "name": association.full_name,
        "street": association.street,
        "postcode": association.postcode,
        "city": association.city,
        "email": association.email,
        "phone": association.phone,
        "register_court": association.register_court,
        "register_number": association.register_number,
        "tax_number": settings.tax_number,
        "vat_id": association.vat_id,
        "account_holder": settings.account_holder,
        "iban": settings.iban,
        "bank_name": settings.bank_name,
        "creditor_identifier": settings.creditor_identifier,
        "footer": settings.footer,
    }


def member_as_recipient(member: Member, on: date | None = None) -> dict[str, str]:
    """The member itself, whoever pays: for letters about its own data."""
    return {
        **_own(member),
        "is_company": "yes" if member.company_id else "",
        "contact": _represented_by(member, on) if on else "",
        "member_number": member.number,
        "for_member": "",
        "is_business": "yes" if member.company_id else "",
        "language": member.person.language if member.person else "de",
    }


def _own(member: Member) -> dict[str, str]:
    holder = member.holder
    return {
        "name": str(holder),
        "street": holder.street,
        "postcode": holder.postcode,
        "city": holder.city,
        "country": getattr(holder, "country", "DE"),
        "email": holder.email,
    }


def _represented_by(member: Member, on: date) -> str:
    """Who stands for the company that day and may see its money; "" for a person."""
    if not member.company_id:
        return ""
    seats = Seat.objects.on(on).filter(member=member, role__in=MAY_SEE_MONEY, person__died_on=None)
    seat = seats.select_related("person").order_by("from_on", "pk").first()
    return str(seat.person) if seat else ""


def recipient_of(account: Account, on: date | None = None) -> dict[str, str]:
    """The payer as documents name it: the different payer where one is named, else the member.

    `on` is the day a letter is written: then a company's has who represents it as `contact` (one statement).
    """
    holder, person = account.member.holder, account.member.person
    own = _own(account.member)
    other = {
        "name": account.payer_name,
        "street": account.payer_street,
        "postcode": account.payer_postcode,
        "city": account.payer_city,
        "country": account.payer_country,
        # Somebody else's documents are not mailed to the member: without an e-mail address they go by post.
        "email": account.payer_email or ("" if account.payer_street and account.payer_city else holder.email),
    }
    return {
        **(other if account.payer_name else own | ({"email": account.payer_email} if account.payer_email else {})),
        "member_number": account.member.number,
        # Whoever pays for somebody else must see for whom.
        "for_member": str(holder) if account.payer_name else "",
        "vat_id": account.payer_vat_id,
        "is_business": "yes" if account.payer_vat_id or account.member.company_id else "",
        "language": person.language if person else "de",
        "is_company": "yes" if _is_company(account) else "",
        "contact": _represented_by(account.member, on) if on and not account.payer_name else "",
    }


def _is_company(account: Account) -> bool:
    if account.payer_name:
        return bool(account.payer_vat_id) or is_firm(account.payer_name)
    return bool(account.member.company_id)


def may_sign_in(recipient: Mapping[str, str]) -> bool:
    """Links to the member’s own area are of no use to who pays for somebody else, nor without an e-mail address."""
    return bool(recipient["email"] and not recipient.get("for_member"))


def can_be_told(recipient: Mapping[str, str]) -> bool:
    """By mail, or by a letter."""
    return bool(recipient["email"] or (recipient["street"] and recipient["postcode"] and recipient["city"]))


def labels_of(paths: Sequence[str]) -> list[str]:
    """What people call the missing fields of `missing_fields`."""
    sides = {"issuer": _("the association’s %(field)s"), "recipient": _("the recipient’s %(field)s")}
    names = {
        "name": _("name"),
        "street": _("street and number"),
        "postcode": _("postcode"),
        "city": _("town"),
        "tax_number": _("tax number or VAT ID"),
        "register_number": _("register number or VAT ID"),
        "iban": _("IBAN"),
        "email": _("e-mail address"),
    }
    pairs = (path.split(".") for path in paths)
    return [sides[side] % {"field": names[name]} for side, name in pairs]
