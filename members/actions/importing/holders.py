"""Writes: people and companies of a list."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from members.actions.people import free_slug, new_company, new_person, update_company, update_person
from members.models import Company, Member, Person, Trade
from members.readers.members import Entry, Remark
from verein import audit
from verein.search import sort_key

from .report import CREATED, Import, Result

PERSON_FIELDS = (
    "salutation", "title", "first_name", "last_name", "email", "phone", "mobile", "street", "postcode", "city",
    "position", "website",
)  # fmt: skip
COMPANY_FIELDS = ("street", "postcode", "city", "country", "phone", "email", "website")


def person_of(run: Import, entry: Entry, result: Result, person: Any) -> Person:
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
        insert(run, person, "members.create_person", data)
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


def company_itself(run: Import, entry: Entry, result: Result, company: Any) -> Company:
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
    insert(run, company, "members.create_company", data)
    run.known.add_company(company)
    return company


def insert(run: Import, record: Person | Company | Member, action: str, fields: Iterable[str]) -> None:
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
