"""Finds out which column of a foreign table means which of our fields; asks where it cannot be sure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from verein.search import sort_key

from .table import Line, Unreadable

# Field: its name for people, and what ClubDesk, easyVerein, WISO MeinVerein, Admidio, CiviCRM, JVerein, campai and
# offices call it; compared without case, accents, blanks and punctuation.
FIELDS: dict[str, tuple[Any, str]] = {
    "number": (
        gettext_lazy("membership number"),
        "mitgliedsnummer mitgliednummer mitgliedsnr mitgliednr mitglnr mglnr mnr mgnr nr nummer lfdnr "
        "externemitgliedsnummer "
        "mitgliedsid membershipnumber membernumber memberno memberid number mitgliedernummer",
    ),
    "salutation": (gettext_lazy("salutation"), "anrede salutation prefix individualprefix briefanrede"),
    "title": (gettext_lazy("title"), "titel title akadtitel akademischertitel namenszusatz formaltitle"),
    "first_name": (gettext_lazy("first name"), "vorname vornamen firstname givenname forename rufname"),
    "last_name": (gettext_lazy("last name"), "nachname familienname zuname lastname surname familyname"),
    "full_name": (
        gettext_lazy("full name"),
        "vorundnachname vornachname vornamename vornamenachname vollername fullname displayname anzeigename "
        "namevorname "
        "nachnamevorname sortname ansprechpartner ansprechperson kontaktperson inhaber mitglied member",
    ),
    "company": (
        gettext_lazy("company"),
        "firma firmenname unternehmen unternehmensname betrieb organisation organization organizationname "
        "organisationsname "
        "company companyname currentemployer arbeitgeber employer geschaeft firmabetrieb",
    ),
    "position": (gettext_lazy("position"), "position funktionimunternehmen beruf jobtitle stellung berufsbezeichnung"),
    "trade": (
        gettext_lazy("industry"),
        "branche gewerbe gewerk wirtschaftszweig industry trade sector businesscategory taetigkeit branchen",
    ),
    "street": (
        gettext_lazy("street and number"),
        "strasse str strassehausnr strassehausnummer strasseundhausnummer strasseundnummer strassenr adresse anschrift "
        "street streetaddress address address1 addressline1 streetandnumber adresszeile1",
    ),
    "house_number": (gettext_lazy("house number"), "hausnummer hausnr hnr housenumber streetnumber"),
    "postcode": (gettext_lazy("postcode"), "plz postleitzahl postcode postalcode zip zipcode zippostalcode"),
    "city": (gettext_lazy("town"), "ort stadt wohnort city town gemeinde plzort2 ortschaft"),
    "place": (gettext_lazy("postcode and town"), "plzort plzundort plzwohnort postleitzahlort zipcity ortplz"),
    "country": (gettext_lazy("country"), "land staat country staatland countrycode laendercode"),
    "phone": (
        gettext_lazy("phone"),
        "telefon tel telefonnummer telefonnr fon phone phonenumber telefongeschaeft telefongeschaeftlich "
        "telefondienstlich "
        "telefonprivat telefonfestnetz festnetz telephone rufnummer telefon1 telefonfirma telgeschaeftlich telprivat",
    ),
    "mobile": (
        gettext_lazy("mobile"),
        "mobil mobiltelefon handy handynummer mobile mobilephone telefonmobil mobilnummer mobilfunk mobilprivat "
        "cellphone "
        "mobilgeschaeftlich telmobil handynr",
    ),
    "email": (
        gettext_lazy("e-mail address"),
        "email emailadresse mail mailadresse emailaddress emailprivat privateemail emailgeschaeftlich email1 "
        "primaereemailadresse emaildienstlich geschaeftlicheemail primaryemail elektronischepost",
    ),
    "website": (gettext_lazy("website"), "website webseite homepage internet web url www internetseite "
    "internetadresse"),
    "joined": (
        gettext_lazy("joining"),
        "eintritt eintrittsdatum eintrittam beitritt beitrittsdatum mitgliedseit beginn mitgliedschaftbeginn aufnahme "
        "aufnahmedatum joined joindate membersince membershipstart membershipstartdate startdate datedebeitritts "
        "mitgliedschaftab vereinseintritt seit aufnahmeam",
    ),
    "left": (
        gettext_lazy("end of membership"),
        "austritt austrittsdatum austrittam austrittzum ausgetreten ausgetretenam mitgliedschaftende ende left "
        "exitdate "
        "leavingdate resignationdate enddate membershipenddate membershipend membershipexpirationdate vereinsaustritt "
        "mitgliedbis mitgliedschaftbis",
    ),
    "type": (
        gettext_lazy("membership type"),
        "mitgliedsart mitgliedart mitgliedschaftsart mitgliedstyp mitgliedertyp mitgliedschaftstyp mitgliedschaft "
        "mitgliedskategorie mitgliedergruppe mitgliedergruppen membershiptype membertype beitragsgruppe kategorie "
        "mitgliedsform artdermitgliedschaft mitgliedsgruppe",
    ),
    "status": (gettext_lazy("status"), "status mitgliedsstatus mitgliedstatus membershipstatus aktivpassiv "
    "memberstatus"),
    "born": (
        gettext_lazy("date of birth"),
        "geburtstag geburtsdatum gebdatum geboren geborenam gebam geb dateofbirth birthday birthdate birth dob",
    ),
    "note": (
        gettext_lazy("note of the office"),
        "bemerkung bemerkungen notiz notizen anmerkung anmerkungen kommentar note notes remark remarks comment "
        "vermerk vermerke hinweis info",
    ),
}  # fmt: skip
# Columns that have no home yet, by a part of their name: named as not taken over, never asked about.
NO_HOME = [
    "iban",
    "bic",
    "konto",
    "bank",
    "blz",
    "sepa",
    "mandat",
    "lastschrift",
    "zahlung",
    "beitrag",
    "gebuehr",
    "fee",
    "dues",
    "amount",
    "betrag",
    "mitarbeiter",
    "employees",
    "beschaeftigte",
    "geschlecht",
    "gender",
    "sex",
    "alter",
    "jahrgang",
    "age",
    "fax",
    "benutzer",
    "user",
    "passwort",
    "password",
    "kontaktid",
    "contactid",
    "internalid",
    "kontakttyp",
    "contacttype",
    "rechnung",
    "invoice",
    "nationalitaet",
    "staatsangehoerigkeit",
    "familienstand",
    "kuendigung",
    "austrittsgrund",
    "sterbe",
    "verstorben",
    "jahre",
    "erstellt",
    "geaendert",
    "created",
    "modified",
    "source",
    "quelle",
    "newsletter",
    "skype",
    "twitter",
    "facebook",
    "instagram",
    "linkedin",
    "xing",
    "foto",
    "bild",
    "photo",
    "ustid",
    "umsatz",
    "steuernummer",
    "datenschutz",
    "adresszusatz",
    "zusatz",
    "addressline2",
    "bundesland",
    "state",
    "county",
    "region",
    "abteilung",
    "department",
    "funktion",
    "rolle",
    "gruppen",
    "groups",
    "tags",
    "zweitemail",
    "alternativ",
    "zahler",
    "inhaberkonto",
]
_SYNONYMS = {synonym: name for name, (_label, synonyms) in FIELDS.items() for synonym in synonyms.split()}
PLAIN_NAMES = frozenset({"name", "mitgliedname"})
HEADER_WITHIN = 15


@dataclass
class Columns:
    """What was found: column index -> field; columns named as not taken over; and the questions left."""

    header: Line
    fields: dict[int, str] = field(default_factory=dict)
    not_taken: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)  # the columns the questions are about


def key_of(heading: str) -> str:
    """ "Mitgl.-Nr." -> "mitglnr", "Straße / Nr." -> "strassenr"."""
    text = heading.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    return re.sub(r"[^a-z0-9]", "", sort_key(text))


def field_of(heading: str) -> str | None:
    """The field a heading names by itself; None where it is unknown."""
    key = key_of(heading)
    for candidate in (key, key.removeprefix("mitglied"), re.sub(r"(pflichtfeld|privat)$", "", key)):
        if candidate in _SYNONYMS:
            return _SYNONYMS[candidate]
    return None


def find_header(lines: Iterable[Line]) -> Line:
    """The first lines may be a title: the header is the one with the most known names."""
    first = list(lines)[:HEADER_WITHIN]
    best = max(first, key=lambda line: len({field_of(cell) or "" for cell in line.cells if cell} - {""}), default=None)
    known = {field_of(cell) or key_of(cell).removeprefix("mitglied") for cell in best.cells if cell} if best else set()
    if best is None or not {"last_name", "full_name", "company", "name"} & known:
        found = ", ".join(f"“{cell}”" for line in first for cell in line.cells if cell)[:200]
        raise Unreadable(
            _("No line with column names such as “Nachname”, “Firma”, “E-Mail” was found. The file begins: %(found)s")
            % {"found": found}
        )
    return best


def map_columns(header: Line, rows: list[Line], wanted: Mapping[str, str]) -> Columns:
    """Which column means what. `wanted` overrules: heading or number of a column -> field, or -> "" to leave it out."""
    found = Columns(header)
    overruled = {key_of(heading): name for heading, name in wanted.items()}
    _check_wanted(found, wanted)
    used = {index for line in rows for index, cell in enumerate(line.cells) if cell}
    for index, heading in enumerate(header.cells):
        _place(found, index, heading, overruled, is_empty=index not in used)
    _names(found, overruled)
    _ask_about_doubles(found, overruled)
    return found


def _check_wanted(found: Columns, wanted: Mapping[str, str]) -> None:
    headings = {key_of(cell) for cell in found.header.cells} | {str(n + 1) for n in range(len(found.header.cells))}
    for heading, name in wanted.items():
        if key_of(heading) not in headings:
            found.questions.append(_("There is no column “%(heading)s”.") % {"heading": heading})
        if name and name not in FIELDS:
            choices = {"name": name, "fields": ", ".join(FIELDS)}
            found.questions.append(_("“%(name)s” is no field. Fields are: %(fields)s") % choices)


def _place(found: Columns, index: int, heading: str, overruled: Mapping[str, str], *, is_empty: bool) -> None:
    number = str(index + 1)
    key = number if number in overruled else key_of(heading)
    if key in overruled:
        if overruled[key] in FIELDS:
            found.fields[index] = overruled[key]
        else:
            found.not_taken.append(heading or number)
    elif is_empty:
        return
    elif name := field_of(heading) or ("last_name" if key in PLAIN_NAMES else None):
        found.fields[index] = name
    elif heading and (key == "id" or any(part in key for part in NO_HOME)):
        found.not_taken.append(heading)
    else:
        shown = heading or _("column %(number)s without a name") % {"number": index + 1}
        found.asked.append(index)
        found.questions.append(_("What does the column “%(heading)s” mean?") % {"heading": shown})


def _names(found: Columns, overruled: Mapping[str, str]) -> None:
    """A column "Name" is the last name beside a first name, else the full one."""
    if "first_name" in found.fields.values():
        return
    for index, name in found.fields.items():
        key = key_of(found.header.cells[index])
        if name == "last_name" and key in PLAIN_NAMES and not {key, str(index + 1)} & overruled.keys():
            found.fields[index] = "full_name"


def _ask_about_doubles(found: Columns, overruled: Mapping[str, str]) -> None:
    for name in dict.fromkeys(found.fields.values()):
        columns = [index for index, each in found.fields.items() if each == name]
        if len(columns) > 1:
            headings = [found.header.cells[index] for index in columns]
            found.asked.extend(columns)
            values = {"field": FIELDS[name][0], "headings": ", ".join(f"“{heading}”" for heading in headings)}
            found.questions.append(_("Which column is “%(field)s”: %(headings)s?") % values)
