"""Why not: what the website still lacks before visitors may see it."""

from django.utils.translation import gettext as _

from verein.models import Association

# § 5 DDG, § 18 (2) MStV and Art. 13 GDPR ask these of everybody (domain.md L-WEB-1, L-WEB-2) …
FOR_EVERYBODY = (
    "name",
    "street",
    "postcode",
    "city",
    "email",
    "representatives",
    "editor_responsible",
    "privacy_contact",
    "hosting_provider",
    "mail_provider",
)
# … and these only of some legal forms: who is in no register has no number there.
BY_LEGAL_FORM: dict[str, tuple[str, ...]] = {
    Association.LegalForm.EV: ("register_court", "register_number"),
    Association.LegalForm.UNREGISTERED: (),
    Association.LegalForm.INITIATIVE: (),
    Association.LegalForm.GMBH: ("register_court", "register_number", "vat_id"),
}


def missing_legal_fields(association: Association, *, represented: bool = False) -> list[str]:
    """Names of the fields that the law asks for and that are empty; [] means: the website may be public.

    Where office holders represent the association (`represented`) nobody has to be named in the settings.
    """
    needed = (*FOR_EVERYBODY, *BY_LEGAL_FORM.get(association.legal_form, ()))
    known = {"representatives"} if represented else set()
    return [name for name in needed if name not in known and not getattr(association, name).strip()]


def why_not_write(association: Association) -> str | None:
    """Why the contact form cannot take a message."""
    if not association.email:
        return _("We cannot take messages here yet: the e-mail address of the association is missing.")
    return None


def missing_legal_labels(association: Association, *, represented: bool = False) -> list[str]:
    """The same in the words of the settings form."""
    names = missing_legal_fields(association, represented=represented)
    return [str(association._meta.get_field(name).verbose_name) for name in names]
