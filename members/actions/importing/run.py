"""Writes: takes a member list over, all of it or nothing; the same list twice changes nothing."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from members.models import Company, Membership, MembershipType, Person, User
from members.queries.matching import known_records, number_key
from members.readers.members import Entry, Remark
from verein import audit

from .holders import company_itself, person_of
from .periods import admit, compare_periods, terms_of
from .report import BAD, SKIPPED, UNCHANGED, UPDATED, Import, LineRefused, Options, Report, Result
from .seats import give_seats


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
    terms = None if member else terms_of(run, entry)
    holder = company_itself(run, entry, result, holder) if entry.is_company else person_of(run, entry, result, holder)
    if member is None:
        admit(run, entry, result, holder, *(terms or terms_of(run, entry)))
    else:
        compare_periods(run, entry, result, member)
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
