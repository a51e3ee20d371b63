"""The chain over the audit log: what was changed or deleted behind the application's back is noticed."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests.database import unguard
from tests.factories import PersonFactory
from verein import audit, chain
from verein.models import LogEntry

pytestmark = pytest.mark.django_db

LATER = chain.SETTLED + timedelta(minutes=1)


def write(count: int = 3) -> list[LogEntry]:
    person = PersonFactory()
    return [audit.log("members.update_person", person, fields=["email"]) for _each in range(count)]


def behind_the_back(sql: str, *numbers: int) -> None:
    unguard("verein_logentry", "verein_loglink")
    with connection.cursor() as cursor:
        cursor.execute(sql, numbers)


def fail() -> None:
    raise DatabaseError


def test_sealed_log_holds_and_the_command_prints_the_head(capsys: pytest.CaptureFixture[str]) -> None:
    write()
    assert chain.seal(timezone.now() + LATER) == 3
    verdict = chain.verify(timezone.now())
    assert verdict.holds
    assert verdict.sealed == 3
    call_command("verify_log")
    out = capsys.readouterr().out
    assert "3 Einträge" in out
    assert verdict.head in out


def test_empty_log_holds(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_log")
    assert "0 Einträge" in capsys.readouterr().out


def test_young_entries_wait_because_others_may_still_commit_lower_numbers() -> None:
    write()
    assert chain.seal(timezone.now()) == 0
    assert chain.seal(timezone.now() + LATER) == 3
    assert chain.seal(timezone.now() + LATER) == 0


def test_changed_entry_is_noticed_and_named() -> None:
    second = write()[1]
    chain.seal(timezone.now() + LATER)
    behind_the_back("UPDATE verein_logentry SET object_id = '999999' WHERE id = %s", second.pk)
    with pytest.raises(CommandError, match=f"geändert: {second.pk}$") as failure:
        call_command("verify_log")
    assert failure.value.returncode == 1


def test_deleted_entry_is_noticed_and_named() -> None:
    second = write()[1]
    chain.seal(timezone.now() + LATER)
    behind_the_back("DELETE FROM verein_logentry WHERE id = %s", second.pk)
    with pytest.raises(CommandError, match=f"gelöscht: {second.pk}$"):
        call_command("verify_log")


def test_link_taken_out_together_with_its_entry_breaks_the_chain() -> None:
    _first, second, third = write()
    chain.seal(timezone.now() + LATER)
    behind_the_back("DELETE FROM verein_logentry WHERE id = %s", second.pk)
    behind_the_back("DELETE FROM verein_loglink WHERE entry_id = %s", second.pk)
    with pytest.raises(CommandError, match=f"Kette selbst.*: {third.pk}$"):
        call_command("verify_log")


def test_end_cut_off_is_noticed_by_whoever_noted_the_head(capsys: pytest.CaptureFixture[str]) -> None:
    third = write()[2]
    chain.seal(timezone.now() + LATER)
    noted = chain.verify(timezone.now()).head
    write(1)
    chain.seal(timezone.now() + LATER)
    call_command("verify_log", "--noted", noted)
    behind_the_back("DELETE FROM verein_loglink WHERE entry_id >= %s", third.pk)
    behind_the_back("DELETE FROM verein_logentry WHERE id >= %s", third.pk)
    call_command("verify_log")
    with pytest.raises(CommandError, match="Kopf"):
        call_command("verify_log", "--noted", noted)


def test_gap_of_a_rolled_back_transaction_means_nothing() -> None:
    write(1)
    with suppress(DatabaseError), transaction.atomic():
        write(2)
        fail()
    write(1)
    assert chain.seal(timezone.now() + LATER) == 2
    assert chain.verify(timezone.now()).holds


def test_entry_that_commits_late_with_a_lower_number_is_sealed_when_it_is_seen() -> None:
    early, late = write(2)
    LogEntry(
        pk=late.pk + 1000, at=late.at, action=late.action, model=late.model, object_id=late.object_id, fields=[]
    ).save(force_insert=True)
    assert chain.seal(timezone.now() + LATER) == 3
    straggler = LogEntry(
        pk=late.pk + 500, at=early.at, action=early.action, model=early.model, object_id="1", fields=["email"]
    )
    straggler.save(force_insert=True)
    assert chain.seal(timezone.now() + LATER) == 1
    verdict = chain.verify(timezone.now())
    assert verdict.holds
    assert verdict.sealed == 4


def test_entries_nobody_seals_are_a_failure() -> None:
    person = PersonFactory()
    audit.log("members.update_person", person, at=timezone.now() - timedelta(days=2))
    with pytest.raises(CommandError, match="Scheduler"):
        call_command("verify_log")


def test_sealing_goes_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "BATCH", 2)
    write(5)
    assert chain.seal(timezone.now() + LATER) == 5
    assert chain.verify(timezone.now()).sealed == 5


@pytest.mark.parametrize("statement", ["UPDATE verein_loglink SET digest = ''", "DELETE FROM verein_loglink"])
def test_database_refuses_to_alter_the_chain(statement: str) -> None:
    write()
    chain.seal(timezone.now() + LATER)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
