"""The three short steps of an application: who, which membership, which texts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from members.admission.models import Kind
from members.admission.queries.offers import Declaration, Offer, version_words
from members.admission.rules import why_not_text
from members.models import Trade
from members.models.rulebook import Admission, Rulebook
from verein.forms import TrapForm

LARGEST_PROOF = 10 * 1024 * 1024
# How files of these kinds begin.
SIGNS = {"pdf": b"%PDF-", "jpg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n", "webp": b"RIFF"}
CONTACTS = 2  # further contact persons of a company that the form has room for
MORE = ("title", "position", "phone")
SPONSORS = 2  # how many sponsors can be named where the statutes ask for none


def _text(label: Any, length: int, autocomplete: str = "", **kwargs: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": autocomplete} if autocomplete else {})
    return forms.CharField(label=label, max_length=length, widget=widget, **kwargs)


class WhoForm(TrapForm):
    """A person, or a company with who represents it and further contact persons."""

    salt = "admission.apply"

    kind = forms.ChoiceField(label=_("Who is to become a member?"), choices=Kind.choices, widget=forms.RadioSelect)
    company_name = _text(
        _("Name of the company"), 160, "organization", required=False, help_text=_("Of a person: where you work.")
    )
    title = _text(_("Title"), 40, "honorific-prefix", required=False)
    first_name = _text(_("First name"), 80, "given-name")
    last_name = _text(_("Last name"), 80, "family-name", help_text=_("Of a company: who represents it with us."))
    position = _text(_("Position"), 120, "organization-title", required=False)
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("A mail with a link goes there; only with it does the application arrive."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = _text(_("Phone"), 40, "tel", required=False)
    street = _text(_("Street and number"), 120, "street-address")
    postcode = _text(_("Postcode"), 10, "postal-code")
    city = _text(_("Town"), 80, "address-level2")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, CONTACTS + 1):
            self.fields[f"contact_first_{number}"] = _text(_("First name"), 80, required=False)
            self.fields[f"contact_last_{number}"] = _text(_("Last name"), 80, required=False)
            self.fields[f"contact_email_{number}"] = forms.EmailField(label=_("E-mail address"), required=False)

    def more_fields(self) -> list[forms.BoundField]:
        """What nobody has to fill in: folded away until somebody opens it."""
        return [self[name] for name in MORE]

    @property
    def opens_more(self) -> bool:
        return any(field.errors or field.value() for field in self.more_fields())

    @property
    def opens_contacts(self) -> bool:
        return any(field.errors or field.value() for row in self.contact_rows() for field in row)

    def contact_rows(self) -> list[list[forms.BoundField]]:
        names = ("contact_first", "contact_last", "contact_email")
        return [[self[f"{name}_{number}"] for name in names] for number in range(1, CONTACTS + 1)]

    def clean(self) -> None:
        super().clean()
        data = self.cleaned_data
        if data.get("kind") == Kind.COMPANY and not data.get("company_name"):
            self.add_error("company_name", _("Please enter the name of the company."))
        for number in range(1, CONTACTS + 1):
            some = any(data.get(f"contact_{name}_{number}") for name in ("first", "last", "email"))
            if some and not data.get(f"contact_last_{number}"):
                self.add_error(f"contact_last_{number}", _("Please enter the last name of the contact person."))

    def contacts(self) -> list[dict[str, str]]:
        """The further contact persons, of companies only."""
        data = self.cleaned_data
        if data["kind"] != Kind.COMPANY:
            return []
        rows = [
            {
                "first_name": data[f"contact_first_{number}"],
                "last_name": data[f"contact_last_{number}"],
                "email": data[f"contact_email_{number}"].lower(),
            }
            for number in range(1, CONTACTS + 1)
        ]
        return [row for row in rows if row["last_name"]]


class KindForm(forms.Form):
    """The type of membership, and what the statutes want to know for it."""

    type = forms.ChoiceField(label=_("Type of membership"), widget=forms.RadioSelect)
    born_on = forms.DateField(
        label=_("Date of birth"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "bday"}, format="%Y-%m-%d"),
        help_text=_("Only for types of membership with an age limit."),
    )
    trade = forms.ModelChoiceField(
        label=_("Industry"), queryset=Trade.objects.order_by("name"), required=False, empty_label=_("please choose")
    )
    transfer_from = _text(_("So far a member of"), 160, required=False)
    linked_to = _text(
        _("Belongs to the member"), 160, required=False, help_text=_("For spouses, employees, affiliated companies.")
    )
    reason = forms.CharField(
        label=_("Why would you like to become a member?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, data: Any = None, *, offers: list[Offer], rulebook: Rulebook, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.offers = {offer.type.key: offer for offer in offers}
        self.rulebook = rulebook
        chosen: Any = self.fields["type"]
        chosen.choices = [(offer.type.key, offer.type.name) for offer in offers]
        if len(offers) == 1:
            self.initial.setdefault("type", offers[0].type.key)
        wanted = {
            "born_on": any(offer.asks_age for offer in offers),
            "trade": Trade.objects.exists(),
            "transfer_from": rulebook.admission.transfer is not None,
            "linked_to": any(offer.rule and offer.rule.link for offer in offers),
        }
        for name in [name for name, is_wanted in wanted.items() if not is_wanted]:
            del self.fields[name]
        if transfer := rulebook.admission.transfer:
            self.fields["transfer_from"].help_text = _("For members of: %(of)s") % {"of": transfer.of}
        self._add_sponsors(rulebook.admission)

    def _add_sponsors(self, rule: Admission) -> None:
        for number in range(1, max(rule.sponsors, SPONSORS) + 1):
            needed = number <= rule.sponsors
            self.fields[f"sponsor_name_{number}"] = _text(_("Name of the sponsor"), 160, required=needed)
            self.fields[f"sponsor_email_{number}"] = forms.EmailField(
                label=_("E-mail address of the sponsor"),
                required=False,
                help_text=_("If it is the address of a member, we ask there."),
            )

    def sponsor_rows(self) -> list[list[forms.BoundField]]:
        numbers = [name[13:] for name in self.fields if name.startswith("sponsor_name_")]
        return [[self[f"sponsor_name_{number}"], self[f"sponsor_email_{number}"]] for number in numbers]

    def clean_reason(self) -> str:
        text: str = self.cleaned_data["reason"]
        if why_not := why_not_text(text):
            raise ValidationError(why_not)
        return text

    def clean(self) -> None:
        offer = self.offers.get(self.cleaned_data.get("type", ""))
        if not offer or "born_on" in self.errors:
            return
        if offer.asks_age and not self.cleaned_data.get("born_on"):
            self.add_error("born_on", _("This type of membership has an age limit: please enter your date of birth."))
        if offer.rule and offer.rule.link and not self.cleaned_data.get("linked_to"):
            self.add_error("linked_to", _("Please enter the member this membership belongs to."))

    def offer(self) -> Offer:
        return self.offers[self.cleaned_data["type"]]

    def sponsors(self) -> tuple[tuple[str, str], ...]:
        data = self.cleaned_data
        numbers = [name[13:] for name in self.fields if name.startswith("sponsor_name_")]
        rows = [(data[f"sponsor_name_{number}"], data[f"sponsor_email_{number}"]) for number in numbers]
        return tuple((name or email, email) for name, email in rows if name or email)


class ConsentForm(forms.Form):
    """Conditions to confirm, texts to accept in their versions, and the directory with a choice (L-DP-2)."""

    def __init__(
        self, data: Any = None, *, declarations: list[Declaration], offer: Offer, rule: Admission, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.declarations, self.further = declarations, list(rule.consents)
        self.conditions = list(dict.fromkeys([*rule.conditions, *(offer.rule.conditions if offer.rule else ())]))
        for number, text in enumerate(self.conditions):
            self.fields[f"condition_{number}"] = forms.BooleanField(label=text)
        for declaration in declarations:
            what = {"what": declaration.label, "version": version_words(declaration)}
            label = _("I accept %(what)s (%(version)s).") % what
            if declaration.kind == "privacy":
                label = _("I have read %(what)s (%(version)s).") % what
            self.fields[f"text_{declaration.kind}"] = forms.BooleanField(label=label)
        for number, text in enumerate(self.further):
            self.fields[f"further_{number}"] = forms.BooleanField(label=text, required=False)
        self.fields["in_directory"] = forms.BooleanField(
            label=_("Show me in the member directory"),
            required=False,
            initial=True,
            help_text=_(
                "Members find each other there by name, company, industry and introduction. You choose every field in "
                "your profile, and you can object at any time with one click. Nothing is public without your consent."
            ),
        )

    def condition_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("condition_")]

    def text_fields(self) -> list[tuple[forms.BoundField, Declaration]]:
        return [(self[f"text_{each.kind}"], each) for each in self.declarations]

    def further_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("further_")]

    def consents(self) -> list[dict[str, str]]:
        """What was accepted: kind and version; further consents carry their words as the kind."""
        given = [{"kind": each.kind, "version": each.version} for each in self.declarations]
        version = self.declarations[0].version if self.declarations else ""
        return given + [
            {"kind": text[:40], "version": version}
            for number, text in enumerate(self.further)
            if self.cleaned_data[f"further_{number}"]
        ]


class ProofForm(forms.Form):
    """A scan or a photo; the cleaned `proof` is a file whose name ends as its content says."""

    proof = forms.FileField(
        label=_("Proof"),
        help_text=_("A scan or a photo: PDF, JPEG, PNG or WebP, at most 10 MB. Only those who decide see it."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png,image/webp"}),
    )

    def clean_proof(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["proof"]
        if (file.size or 0) > LARGEST_PROOF:
            raise ValidationError(_("The file is larger than 10 MB."))
        start = file.read(16)
        file.seek(0)
        kind = next((kind for kind, sign in SIGNS.items() if start.startswith(sign)), "")
        if not kind or (kind == "webp" and start[8:12] != b"WEBP"):
            raise ValidationError(_("Please choose a PDF, JPEG, PNG or WebP file."))
        file.name = f"nachweis.{kind}"
        return file


class AnswerForm(forms.Form):
    text = forms.CharField(label=_("Your answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))


class ObjectionForm(forms.Form):
    text = forms.CharField(label=_("Reason"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
