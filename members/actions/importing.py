"""Takes a member list over: all of it or nothing, and the same list twice changes nothing."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import Company, EndReason, Member, Membership, MembershipType, Person, StartReason, Trade, User
from members.queries.matching import Known, known_records, number_key
from members.readers.columns import FIELDS
from members.readers.members import Entry, Remark
from verein import audit
from verein.models import LogEntry
from verein.search import sort_key

from .importing_seats import give_seats
from .membership import end_membership, next_number
from .people import free_key, free_slug, new_company, new_person, update_company, update_person

CREATED, UPDATED, UNCHANGED, SKIPPED, BAD = "created", "updated", "unchanged", "skipped", "bad"
OUTCOMES = {
    CREATED: gettext_lazy("created"),
    UPDATED: gettext_lazy("updated"),
    UNCHANGED: gettext_lazy("unchanged"),
    SKIPPED: gettext_lazy("skipped"),
    BAD: gettext_lazy("not taken over"),
}
PERSON_FIELDS = (
    "salutation", "title", "first_name", "last_name", "email", "phone", "mobile", "street", "postcode", "city",
    "position", "website",
)  # fmt: skip
COMPANY_FIELDS = ("street", "postcode", "city", "country", "phone", "email", "website")


@dataclass(frozen=True)
class Options:
    """`type` and `joined` are for lines that say nothing of it; without them such lines are bad."""

    skip_bad: bool = False
    dry_run: bool = False
    type: str = ""
    joined: date | None = None


@dataclass
class Result:
    """What became of one line; `changed` are names of fields."""

    line: int
    name: str
    outcome: str
    remarks: list[Remark] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        return str(OUTCOMES[self.outcome])

    @property
    def texts(self) -> list[str]:
        """What is to be said, each with its field: "E-Mail-Adresse: …"."""
        texts = [f"{remark.label}: {remark.text}" if remark.label else remark.text for remark in self.remarks]
        if self.changed:
            labels = [str(FIELDS.get(name, FIELDS["born"])[0]) for name in self.changed]  # the model says born_on
            texts.append(_("changed: %(fields)s") % {"fields": ", ".join(labels)})
        return texts


@dataclass
class Report:
    results: list[Result] = field(default_factory=list)
    new_types: list[str] = field(default_factory=list)
    new_trades: list[str] = field(default_factory=list)
    written: bool = False

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(result.outcome for result in self.results)
        return {outcome: found[outcome] for outcome in OUTCOMES}


class LineRefused(Exception):  # noqa: N818 - as the refusals of the actions
    """A line that cannot be taken over, for the field named first."""

    def __init__(self, field_name: str, reason: str) -> None:
        super().__init__(reason)
        self.remark = Remark(field_name, reason)


@dataclass
class Import:
    """One run: what is known, what this run has met already, what it reports."""

    options: Options
    actor: User | None
    known: Known
    report: Report = field(default_factory=Report)
    seen_numbers: dict[str, int] = field(default_factory=dict)
    seen_holders: dict[tuple[str, int], int] = field(default_factory=dict)
    seen_emails: dict[str, int] = field(default_factory=dict)
    last_number: str = ""
    people: list[Person] = field(default_factory=list)
    new_periods: list[Membership] = field(default_factory=list)  # written together at the end, as is the log
    log: list[LogEntry] = field(default_factory=list)


@transaction.atomic
def import_members(entries: Iterable[Entry], *, options: Options, actor: User | None) -> Report:
    """Write every good entry; in a dry run, or where a line is bad and none may be skipped, report what would happen.

    In the order of the file; no mail is sent, no account made. An empty cell never erases what is known.
    """
    MembershipType.objects.select_for_update().order_by("pk").first()  # the lock under which numbers are drawn
    run = Import(options, actor, known_records())
    for entry in entries:
        run.report.results.append(_take_over(run, entry))
    Membership.objects.bulk_create(run.new_periods, batch_size=500)
    audit.write(run.log)
    give_seats(run.people, known=run.known, actor=actor)
    run.report.written = not options.dry_run and (options.skip_bad or not run.report.counts[BAD])
    if not run.report.written:
        transaction.set_rollback(True)
    return run.report


def _take_over(run: Import, entry: Entry) -> Result:
    if entry.skipped:
        return Result(entry.line, entry.name, SKIPPED, [Remark("", entry.skipped)])
    if entry.errors:
        return Result(entry.line, entry.name, BAD, entry.errors + entry.notes)
    result = Result(entry.line, entry.name, UNCHANGED, list(entry.notes))
    try:
        _write(run, entry, result)
    except LineRefused as refused:
        return Result(entry.line, entry.name, BAD, [refused.remark, *entry.notes])
    if result.outcome == UNCHANGED and result.changed:
        result.outcome = UPDATED
    return result


def _write(run: Import, entry: Entry, result: Result) -> None:
    """Refuse or write: every refusal stands before the first write, so a refused line leaves nothing behind."""
    _check_number(run, entry)
    member, holder = run.known.find(entry.data, is_company=entry.is_company)
    if isinstance(holder, str):
        raise LineRefused("number", holder)
    if holder is not None:
        _check_twice(run, entry, holder)
    terms = None if member else _terms(run, entry)
    holder = _company_itself(run, entry, result, holder) if entry.is_company else _person(run, entry, result, holder)
    if member is None:
        _admit(run, entry, result, holder, *(terms or _terms(run, entry)))
    else:
        _compare_periods(run, entry, result, member)
    run.seen_holders[(holder._meta.model_name or "", holder.pk)] = entry.line
    if number := entry.data.get("number"):
        run.seen_numbers[number_key(number)] = entry.line
    _note_shared_email(run, entry, result)


# --- Checks ----------------------------------------------------------------------------------------------------------
def _check_number(run: Import, entry: Entry) -> None:
    number = entry.data.get("number", "")
    if earlier := run.seen_numbers.get(number_key(number)) if number else None:
        text = _("number %(number)s is given twice, also in line %(line)s") % {"number": number, "line": earlier}
        raise LineRefused("number", text)
    if number_key(number) in run.known.retired:
        text = _("The membership number %(number)s has been given already.") % {"number": number}
        raise LineRefused("number", text)


def _check_twice(run: Import, entry: Entry, holder: Person | Company) -> None:
    if earlier := run.seen_holders.get((holder._meta.model_name or "", holder.pk)):
        raise LineRefused("last_name", _("listed twice, also in line %(line)s") % {"line": earlier})


def _note_shared_email(run: Import, entry: Entry, result: Result) -> None:
    email = entry.data.get("email")
    if not email:
        return
    if earlier := run.seen_emails.get(email):
        text = _("the same address as in line %(line)s: kept for letters, but only one of them can log in with it")
        result.remarks.append(Remark("email", text % {"line": earlier}))
    run.seen_emails.setdefault(email, entry.line)


# --- People and companies --------------------------------------------------------------------------------------------
def _person(run: Import, entry: Entry, result: Result, person: Any) -> Person:
    data = {name: entry.data[name] for name in PERSON_FIELDS if name in entry.data}
    if born_on := entry.data.get("born"):
        data["born_on"] = born_on
    if company := _company_of(run, entry):
        data["company"] = company
    if trade := _trade(run, entry):
        data["trade"] = trade
    holder = _write_person(run, entry, result, person, data)
    run.people.append(holder)
    return holder


def _write_person(run: Import, entry: Entry, result: Result, person: Any, data: dict[str, Any]) -> Person:
    if person is None:
        data["note"] = entry.data.get("note", "")
        person = new_person(data, run.known.person_slugs)
        _insert(run, person, "members.create_person", data)
        run.known.add_person(person)
        result.outcome = CREATED
        return person
    if person.user_id and data.get("email", person.email) != person.email:
        del data["email"]
        text = _("not changed: the person logs in with another address and changes it in the account")
        result.remarks.append(Remark("email", text))
    data |= _grown_note(person.note, entry)
    if audit.changed_fields(person, data):
        result.changed += update_person(person, data=data, actor=run.actor)
        person.company = data.get("company", person.company)
    return person


def _company_itself(run: Import, entry: Entry, result: Result, company: Any) -> Company:
    """The entry names no person: the company is the member."""
    if "born" in entry.data:
        result.remarks.append(Remark("born", _("not taken over: a company has no birthday")))
    if "note" in entry.data:
        result.remarks.append(Remark("note", _("not taken over: notes are kept with people only")))
    data = {name: entry.data[name] for name in COMPANY_FIELDS if name in entry.data} | {"name": entry.data["company"]}
    if trade := _trade(run, entry):
        data["trade"] = trade
    if company is None:
        company = _create_company(run, data)
        result.outcome = CREATED
    elif audit.changed_fields(company, data):
        result.changed += update_company(company, data=data, actor=run.actor)
    return company


def _company_of(run: Import, entry: Entry) -> Company | None:
    """The company the person works for; a new one gets name, trade and town: the street may be a private one."""
    name = entry.data.get("company")
    if not name:
        return None
    company = run.known.company(name, entry.data.get("city", ""))
    if company is None:
        data = {"name": name, "trade": _trade(run, entry), "city": entry.data.get("city", "")}
        company = _create_company(run, data)
    return company


def _create_company(run: Import, data: dict[str, Any]) -> Company:
    company = new_company(data, run.known.company_slugs)
    _insert(run, company, "members.create_company", data)
    run.known.add_company(company)
    return company


def _insert(run: Import, record: Person | Company | Member, action: str, fields: Iterable[str]) -> None:
    """One statement a record: the run is one transaction already, and the log is written at its end."""
    record.save(force_insert=True)
    run.log.append(audit.entry(action, record, actor=run.actor, fields=fields))


def _grown_note(known: str, entry: Entry) -> dict[str, str]:
    """The office's note grows by what the file says and keeps what it had."""
    text = entry.data.get("note", "")
    return {} if text in known else {"note": f"{known}\n{text}".strip()}


def _trade(run: Import, entry: Entry) -> Trade | None:
    name = entry.data.get("trade")
    if not name:
        return None
    if sort_key(name) not in run.known.trades:
        run.known.trades[sort_key(name)] = Trade.objects.create(name=name, slug=free_slug(Trade, name))
        run.report.new_trades.append(name)
    return run.known.trades[sort_key(name)]


# --- Memberships -----------------------------------------------------------------------------------------------------
def _terms(run: Import, entry: Entry) -> tuple[str, date]:
    """Type and first day of a new membership."""
    name = entry.data.get("type") or run.options.type
    if not name:
        raise LineRefused("type", _("the membership type is missing"))
    joined = entry.data.get("joined") or run.options.joined
    if joined is None:
        raise LineRefused("joined", _("the day of joining is missing"))
    if entry.data.get("left") and entry.data["left"] < joined:
        raise LineRefused("left", _("the membership ends before it begins"))
    return name, joined


def _type(run: Import, name: str) -> MembershipType:
    if sort_key(name) not in run.known.types:
        created = MembershipType.objects.create(name=name, key=free_key(name))
        run.known.types[sort_key(name)] = created
        run.report.new_types.append(name)
    return run.known.types[sort_key(name)]


def _admit(run: Import, entry: Entry, result: Result, holder: Person | Company, type_name: str, joined: date) -> None:
    """Member and period in one go: nothing can overlap with a member that did not exist."""
    number = entry.data.get("number") or _draw_number(run)
    owner = {"person": holder} if isinstance(holder, Person) else {"company": holder}
    member = Member(number=number, **owner)
    left = entry.data.get("left")
    _insert(run, member, "members.import", ["type", "from_on", *(["until_on"] if left else [])])
    period = Membership(
        member=member,
        type=_type(run, type_name),
        from_on=joined,
        until_on=left and left + timedelta(days=1),
        start_reason=StartReason.IMPORTED,
        end_reason=EndReason.UNKNOWN if left else "",
    )
    run.new_periods.append(period)
    run.known.add_member(member, [period])
    result.outcome = CREATED


def _draw_number(run: Import) -> str:
    """The next free number; asked from the database once."""
    run.last_number = next_number(run.last_number)
    while number_key(run.last_number) in run.known.members:
        run.last_number = next_number(run.last_number)
    return run.last_number


def _compare_periods(run: Import, entry: Entry, result: Result, member: Member) -> None:
    """A known member: only an end is taken over; other differences are named and left to people."""
    periods = run.known.periods.get(member.pk, [])
    if not periods:
        return
    last, joined, left = periods[-1], entry.data.get("joined"), entry.data.get("left")
    if left and last.until_on is None and left >= last.from_on:
        end_membership(last, last_day=left, reason=EndReason.UNKNOWN, actor=run.actor)
        result.changed.append("left")
    elif left and last.until_on != left + timedelta(days=1):
        result.remarks.append(_kept("left", last.until_on and last.until_on - timedelta(days=1)))
    elif not left and last.until_on:
        result.remarks.append(_kept("left", last.until_on - timedelta(days=1)))
    if joined and joined not in {period.from_on for period in periods}:
        result.remarks.append(_kept("joined", last.from_on))
    if (name := entry.data.get("type")) and sort_key(name) != sort_key(last.type.name):
        result.remarks.append(Remark("type", _("not changed: here it is “%(known)s”") % {"known": last.type.name}))


def _kept(field_name: str, known: date | None) -> Remark:
    day = date_format(known) if known else _("open")
    return Remark(field_name, _("not changed: here it is %(day)s") % {"day": day})
