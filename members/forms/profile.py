"""The forms of the own profile: each field with who may see it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator, URLValidator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from members.actions.profile import ProfileChange, tag_key
from members.models import Company, Person, Trade, Visibility
from members.readers.pictures import Picture, PictureUnreadable, read_picture

MAX_TAGS, MAX_TAG_LENGTH, MAX_LINKS = 12, 40, 6
web_address = URLValidator(schemes=["http", "https"])
phone_number = RegexValidator(r"^\+?[\d\s()/.\-]{4,40}$", _("Enter a phone number like 05971 12345 or +49 5971 12345."))
# Heading of each part, and its fields in order; those of PERSON_FIELDS get a "who may see it" beside them.
SECTIONS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("In one sentence"), ("pitch", "position", "company", "trade")),
    (_("Give and take"), ("offers", "seeks", "about", "interests")),
    (_("Contact"), ("email", "phone", "mobile", "city", "website", "links")),
    (_("Directory, lists and mails"), ("listed", "show_on_lists", "language")),
)


class WebAddress(forms.URLField):
    default_validators = [web_address]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, assume_scheme="https", max_length=200, **kwargs)


class Tags(forms.CharField):
    """ "Küchen, Treppen, kuechen" -> ["Küchen", "Treppen"]: comma separated, doubles joined."""

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        names = [" ".join(part.split()) for part in text.replace(";", ",").replace("\n", ",").split(",")]
        tags = {tag_key(name): name for name in reversed(names) if tag_key(name)}
        if len(tags) > MAX_TAGS:
            raise ValidationError(gettext("At most %(count)s entries, please.") % {"count": MAX_TAGS})
        for name in tags.values():
            if len(name) > MAX_TAG_LENGTH:
                raise ValidationError(gettext("“%(name)s” is too long for a keyword.") % {"name": name})
        return list(reversed(tags.values()))


class Addresses(forms.CharField):
    """Web addresses, one a line; "example.org" becomes "https://example.org"."""

    widget = forms.Textarea(attrs={"rows": 3, "inputmode": "url", "autocapitalize": "off", "spellcheck": "false"})

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        addresses = list(dict.fromkeys(line if "://" in line else f"https://{line}" for line in lines))
        if len(addresses) > MAX_LINKS:
            message = ngettext("At most %(count)s link, please.", "At most %(count)s links, please.", MAX_LINKS)
            raise ValidationError(message % {"count": MAX_LINKS})
        for address in addresses:
            try:
                web_address(address)
            except ValidationError as error:
                message = gettext("“%(address)s” is not a web address.") % {"address": address}
                raise ValidationError(message) from error
        return addresses


@dataclass(frozen=True)
class Row:
    """A field and, where its owner decides, who may see it."""

    field: forms.BoundField
    visibility: forms.BoundField | None


class ProfileForm(forms.Form):
    pitch = forms.CharField(
        label=_("And what do you do?"),
        max_length=160,
        required=False,
        help_text=_("The one sentence people remember. It stands on attendee lists."),
    )
    position = forms.CharField(label=_("Position"), max_length=120, required=False)
    company = forms.CharField(
        label=_("Company"),
        required=False,
        disabled=True,
        help_text=_("The office changes which company you belong to."),
    )
    trade = forms.ModelChoiceField(
        label=_("Industry"), queryset=Trade.objects.order_by("name"), required=False, empty_label=_("no entry")
    )
    offers = Tags(
        label=_("I offer"), max_length=600, required=False, help_text=_("Separated by commas: stairs, fitted kitchens")
    )
    seeks = Tags(label=_("I am looking for"), max_length=600, required=False, help_text=_("Separated by commas"))
    about = forms.CharField(
        label=_("About me"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    interests = forms.CharField(label=_("Interests"), max_length=255, required=False)
    email = forms.CharField(
        label=_("E-mail"), required=False, disabled=True, help_text=_("You change the address in your account.")
    )
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False, validators=[phone_number])
    mobile = forms.CharField(label=_("Mobile"), max_length=40, required=False, validators=[phone_number])
    city = forms.CharField(label=_("Town"), max_length=80, required=False)
    website = WebAddress(label=_("Website"))
    links = Addresses(
        label=_("Links"),
        max_length=1200,
        required=False,
        help_text=_("One web address a line, such as your page at a network."),
    )
    listed = forms.ChoiceField(
        label=_("Who sees my profile at all?"),
        choices=Visibility.choices,
        help_text=_("No field is seen by more people than the profile itself."),
    )
    show_on_lists = forms.BooleanField(label=_("Suggest showing me on attendee lists"), required=False)
    language = forms.ChoiceField(label=_("Language of mails"), choices=settings.LANGUAGES)

    PLAIN = ("pitch", "position", "trade", "about", "interests", "phone", "mobile", "city", "website", "links")
    PLAIN_AND_SETTINGS = (*PLAIN, "listed", "show_on_lists", "language")
    SHOWN = (*PLAIN, "company", "offers", "seeks", "email")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        initial = {name: getattr(person, name) for name in (*self.PLAIN_AND_SETTINGS, "company", "email")}
        initial["links"] = "\n".join(person.links)
        for name in ("offers", "seeks"):
            initial[name] = ", ".join(sorted(getattr(person, name).names(), key=str.casefold))
        initial |= {f"visible_{name}": person.visibility.get(name, Visibility.MEMBERS) for name in self.SHOWN}
        super().__init__(*args, **{**kwargs, "initial": initial})
        for name in self.SHOWN:
            self.fields[f"visible_{name}"] = visibility_field(str(self.fields[name].label))
        for name in ("offers", "seeks"):
            self.fields[name].widget.attrs |= {"list": f"known-{name}", "autocomplete": "off"}

    def sections(self) -> Iterator[tuple[Any, list[Row]]]:
        for heading, names in SECTIONS:
            yield heading, [Row(self[name], self[f"visible_{name}"] if name in self.SHOWN else None) for name in names]

    def change(self) -> ProfileChange:
        data = self.cleaned_data
        return ProfileChange(
            values={name: data[name] for name in self.PLAIN_AND_SETTINGS},
            offers=data["offers"],
            seeks=data["seeks"],
            visibility={name: data[f"visible_{name}"] for name in self.SHOWN},
        )


def visibility_field(of: str) -> forms.ChoiceField:
    """Named after the field it belongs to, for those who hear the form."""
    return forms.ChoiceField(label=gettext("Who sees: %(field)s") % {"field": of}, choices=Visibility.choices)


class PictureForm(forms.Form):
    """A portrait or a logo; the cleaned `picture` is a `readers.pictures.Picture` or None."""

    picture = forms.FileField(
        label=_("New picture"),
        required=False,
        help_text=_("JPEG, PNG, WebP or AVIF, at most 10 MB. Place and camera are removed from the file."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/avif"}),
    )
    remove = forms.BooleanField(label=_("Remove the present picture"), required=False)

    square = False

    def clean_picture(self) -> Picture | None:
        upload: UploadedFile | None = self.cleaned_data["picture"]
        if not upload:
            return None
        try:
            return read_picture(upload, size=upload.size or 0, square=self.square)
        except PictureUnreadable as error:
            raise ValidationError(str(error)) from error


class PhotoForm(PictureForm):
    visible_photo = forms.ChoiceField(label=_("Who sees my picture?"), choices=Visibility.choices)

    square = True


class CompanyForm(forms.ModelForm[Company]):
    """The company as its people may change it; its name is the office's."""

    phone = forms.CharField(label=_("Phone"), max_length=40, required=False, validators=[phone_number])
    website = WebAddress(label=_("Website"))

    class Meta:
        model = Company
        fields = ("listed", "trade", "about", "street", "postcode", "city", "phone", "email", "website")
