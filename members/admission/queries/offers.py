"""What can be applied for, and the texts an applicant accepts."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from members.admission.models import AdmissionSettings, Kind
from members.models import MembershipType
from members.models.rulebook import Holder, Mode, Rulebook, TypeRule
from members.queries.statutes import statutes_on

HOLDERS = {
    Kind.PERSON: {Holder.PERSON},
    Kind.COMPANY: {Holder.COMPANY, Holder.PARTNERSHIP, Holder.ASSOCIATION, Holder.PUBLIC_BODY},
}


@dataclass(frozen=True)
class Offer:
    """A type of membership one can apply for; `rule` None where the statutes in force do not describe it."""

    type: MembershipType
    rule: TypeRule | None

    @property
    def asks_age(self) -> bool:
        rule = self.rule
        return bool(rule and (rule.min_age or rule.max_age or any(change.at_age for change in rule.changes)))


@dataclass(frozen=True)
class Declaration:
    """A text that is accepted with the application, in the version that counts today; `url` "" where none is known."""

    kind: str
    label: str
    version: str
    url: str = ""


def offers(rulebook: Rulebook, kind: str | None = None) -> list[Offer]:
    """The types for `kind` (person, company; None: any), in the order of the statutes.

    Not those that are granted, or groups inside the association. Without types in the
    statutes: all types there are.
    """
    types = {type_.key: type_ for type_ in MembershipType.objects.order_by("name")}
    if not rulebook.types:
        return [Offer(type_, None) for type_ in types.values()]
    return [Offer(types[rule.key], rule) for rule in rulebook.types if rule.key in types and _can_apply_for(rule, kind)]


def _can_apply_for(rule: TypeRule, kind: str | None) -> bool:
    if rule.granted or rule.group_of_its_own:
        return False
    if rule.admission and rule.admission.mode == Mode.INVITATION:
        return False
    return kind is None or not rule.holders or bool(HOLDERS[Kind(kind)] & set(rule.holders))


def declarations(today: date) -> list[Declaration]:
    """Statutes, dues regulations, privacy notice, and what other rooms add (settings.ADMISSION_DECLARATIONS).

    A text without a version of its own counts as it stands today.
    """
    as_of_today = today.isoformat()
    statutes = statutes_on(today)
    version = statutes.effective_on.isoformat() if statutes and statutes.effective_on else as_of_today
    url = reverse("statutes_document") if statutes and statutes.document and statutes.public else ""
    found = [Declaration("statutes", _("the statutes"), version, url)]
    page = AdmissionSettings.load().dues_page
    if page and page.live:
        published = timezone.localdate(page.last_published_at) if page.last_published_at else today
        found.append(Declaration("dues", _("the dues regulations"), published.isoformat(), page.url or ""))
    else:
        found.append(Declaration("dues", _("the dues regulations"), as_of_today))
    found.append(Declaration("privacy", _("the privacy notice"), as_of_today, reverse("privacy_notice")))
    others = (import_string(path)(today) for path in settings.ADMISSION_DECLARATIONS)
    return found + [Declaration(*row) for row in others if row]


def version_words(declaration: Declaration) -> str:
    """ "as of 1 March 2026"."""
    return _("as of %(day)s") % {"day": date_format(date.fromisoformat(declaration.version))}
