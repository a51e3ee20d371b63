"""The letter that asks for the data of a year, and the form on paper that comes with it."""

from collections.abc import Iterator, Mapping
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from members.billing.rules.addressing import address_lines, greeting
from members.billing.writers.house import house_of
from members.billing.writers.letter import (
    Blank,
    Choices,
    Fields,
    Heading,
    Letter,
    NewPage,
    Paragraph,
    Part,
    typeset,
)
from members.billing.writers.paying import day
from members.dues.models.regulations import Quantity
from members.dues.queries.declaring import MemberYear
from members.dues.rules.declaring import measured_in_words
from members.dues.rules.words import number
from verein.models import Association


def asking_title(year: int, *, is_reminder: bool, language: str) -> str:
    with translation.override(language):
        told = _("Reminder: your data for the %(year)s dues") if is_reminder else _("Your data for the %(year)s dues")
        return told % {"year": year}


def asking_pdf(
    found: MemberYear,
    *,
    issuer: Mapping[str, str],
    recipient: Mapping[str, str],
    due_on: date,
    answer_by: date,
    is_reminder: bool,
    on: date,
) -> bytes:
    """PDF/A: the letter on its first page, the form to fill in and send back on the second (on its back, printed on
    both sides). `due_on` is what was asked before, `answer_by` the last day now."""
    language = recipient["language"]
    title = asking_title(found.year, is_reminder=is_reminder, language=language)
    with translation.override(language):
        facts = [(_("Date of issue"), day(on)), (_("Member number"), recipient["member_number"])]
        words = _reminding(found, due_on, answer_by) if is_reminder else _asking(found, answer_by)
        parts: list[Part] = [
            Paragraph([greeting(recipient), "", *words]),
            Paragraph([_("Nobody but you and the treasurer sees the data.")]),
            *([Paragraph([found.book.declaration.note])] if found.book.declaration.note else []),
            Paragraph([_("Kind regards"), issuer["name"]]),
            NewPage(),
            *_form(found, issuer, recipient),
        ]
        letter = Letter(title, address_lines(recipient), [fact for fact in facts if fact[1]], parts)
        house = house_of(issuer, Association.load(), with_tax=False)
        return typeset([letter], house=house, title=title, language=language, on=on)


def _asking(found: MemberYear, answer_by: date) -> list[str]:
    told = _(
        "the %(year)s dues depend on data that only you know. Please fill in the form on the next page and send it "
        "back to us so that we have it by %(day)s."
    )
    return [told % {"year": found.year, "day": day(answer_by)}]


def _reminding(found: MemberYear, due_on: date, answer_by: date) -> list[str]:
    told = _("we asked for your data for the %(year)s dues by %(day)s and have not received them yet.")
    now = _("Please fill in the form on the next page and send it back to us so that we have it by %(day)s.")
    last = _("This is the only reminder. Without your data the dues regulations say what we have to assume.")
    return [told % {"year": found.year, "day": day(due_on)}, now % {"day": day(answer_by)}, "", last]


def _form(found: MemberYear, issuer: Mapping[str, str], recipient: Mapping[str, str]) -> Iterator[Part]:
    town = f"{issuer['postcode']} {issuer['city']}".strip()
    yield Heading(_("Answer: data for the %(year)s dues") % {"year": found.year})
    to = ", ".join(part for part in (issuer["name"], issuer["street"], town) if part)
    yield Paragraph([_("Please send it to: %(address)s") % {"address": to}])
    own = [Blank(_("Member"), recipient["name"]), Blank(_("Member number"), recipient["member_number"])]
    yield Fields(own)
    for quantity in found.needs.quantities:
        yield Heading(quantity.name)
        if about := measured_in_words(quantity, found.year):
            starts_with_unit = quantity.unit and about.startswith(quantity.unit)  # "m²" is no "M²"
            yield Paragraph([f"{about if starts_with_unit else about[:1].upper() + about[1:]}."])
        yield Fields(_blanks(found, quantity))
    for group in found.needs.classifications:
        yield Heading(group.name)
        yield Choices([f"{one.name} ({one.who})" if one.who else one.name for one in group.classes])
    yield Heading(_("I assure that these data are right."))
    yield Fields([Blank(_("Place, date")), Blank(_("Signature"))])


def _blanks(found: MemberYear, quantity: Quantity) -> list[Blank]:
    """A line for each number, with that of the year before where it is known."""
    earlier = found.earlier.get(quantity.key)
    rows = [(weight.name, earlier.weights.get(weight.key) if earlier else None) for weight in quantity.weights]
    rows = rows or [(quantity.unit or quantity.name, earlier.number if earlier else None)]
    told = _("%(name)s (in %(year)d: %(number)s)")
    return [
        Blank(told % {"name": name, "year": earlier.year, "number": number(before)})
        if earlier and before is not None
        else Blank(name)
        for name, before in rows
    ]
