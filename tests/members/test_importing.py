"""What an import writes: matching, updates, refusals, in the command and in the back office."""

import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.actions.importing import Options, Report, import_members
from members.actions.uploads import keep_upload, prune_uploads
from members.models import (
    Company,
    Member,
    Membership,
    MembershipType,
    Person,
    RetiredNumber,
    Seat,
    User,
    private_storage,
)
from members.queries.uploads import kept_upload
from members.readers.members import read_members
from tests.factories import MemberFactory, PersonFactory, UserFactory
from verein.models import LogEntry, Mail

pytestmark = pytest.mark.django_db
HEAD = "Nr;Vorname;Nachname;Firma;E-Mail;Ort;Eintritt;Austritt;Mitgliedsart\n"
DATA = Path(__file__).parent / "data"


def run(rows: str, *, head: str = HEAD, **options: Any) -> Report:
    found = read_members((head + rows).encode(), today=date(2026, 11, 22))
    assert found.columns.questions == []
    return import_members(found.entries, options=Options(**options), actor=None)


def said(report: Report) -> list[tuple[str, str]]:
    return [(result.outcome, "; ".join(result.texts)) for result in report.results]


def test_import_matches_by_number_updates_and_keeps_what_the_file_leaves_empty() -> None:
    member = MemberFactory(number="5", person__first_name="Ute", person__last_name="Alt", person__city="Rheine")

    report = run("005;Ute;Alt;;;Emsbüren;;;\n")

    member.person.refresh_from_db()
    assert said(report) == [("updated", "geändert: Ort")]
    assert (member.person.city, member.person.company_id) == ("Emsbüren", member.person.company_id)
    assert LogEntry.objects.get().fields == ["city"]


def test_import_never_changes_the_address_somebody_logs_in_with() -> None:
    member = MemberFactory(number="5", person__last_name="Alt")
    email = member.person.email

    report = run(f"5;{member.person.first_name};Alt;;neu@example.org;;;;\n")

    member.person.refresh_from_db()
    assert member.person.email == email
    assert "loggt sich mit einer anderen Adresse ein" in said(report)[0][1]


def test_import_matches_by_email_and_name_without_a_number() -> None:
    person = PersonFactory(first_name="Ute", last_name="Alt", email="ute@example.org", user=None)

    run(";Ute;Alt;;UTE@example.org;Rheine;01.01.2020;;Aktiv\n")
    again = run(";Ute;Alt;;ute@example.org;Rheine;01.01.2020;;Aktiv\n")

    assert Member.objects.get().person == person
    assert said(again) == [("unchanged", "")]


def test_import_refuses_a_number_that_belongs_to_somebody_else() -> None:
    MemberFactory(number="5", person__last_name="Alt")

    report = run("5;Uwe;Fremd;;uwe@example.org;;01.01.2020;;Aktiv\n")

    assert said(report)[0][0] == "bad"
    assert "gehört hier zu" in said(report)[0][1]
    assert not report.written


def test_import_refuses_the_same_person_twice_and_missing_type_or_joining() -> None:
    report = run(
        ";Ute;Alt;;u@example.org;;01.01.2020;;Aktiv\n;Ute;Alt;;u@example.org;;01.01.2020;;Aktiv\n"
        ";Eva;Neu;;;;;;Aktiv\n;Uwe;Neu;;;;01.01.2020;;\n",
        skip_bad=True,
    )

    assert [outcome for outcome, _texts in said(report)] == ["created", "bad", "bad", "bad"]
    assert "auch in Zeile 2" in said(report)[1][1]
    assert "Eintrittsdatum fehlt" in said(report)[2][1]
    assert "Mitgliedsart fehlt" in said(report)[3][1]
    assert Person.objects.count() == 1


def test_import_fills_missing_type_and_joining_from_the_options_and_draws_numbers() -> None:
    MemberFactory(number="41")

    report = run(";Eva;Neu;;;;;;\n;Uwe;Neu;;;;;;\n", type="Mitglied", joined=date(2026, 1, 1))

    assert report.new_types == ["Mitglied"]
    assert list(Member.objects.order_by("pk").values_list("number", flat=True)) == ["41", "42", "43"]
    assert Membership.objects.filter(from_on=date(2026, 1, 1)).count() == 2


def test_import_ends_a_membership_and_leaves_other_differences_to_people() -> None:
    member = MemberFactory(number="5", person__first_name="Ute", person__last_name="Alt")

    report = run("5;Ute;Alt;;;;01.01.2019;31.12.2025;Ehrenmitglied\n")

    period = member.periods.get()
    assert (period.from_on, period.until_on) == (date(2020, 1, 1), date(2026, 1, 1))
    assert "Eintritt: nicht geändert" in said(report)[0][1]
    assert "Mitgliedsart: nicht geändert" in said(report)[0][1]


def test_import_of_a_company_without_a_person_makes_the_company_the_member_and_again_changes_nothing() -> None:
    rows = "9;;;Köhler Möbel;info@example.org;Rheine;01.01.2020;;Firma\n"

    run(rows)
    assert said(run(rows)) == [("unchanged", "")]
    company = Company.objects.get()
    assert (company.member.number, company.email, Person.objects.count()) == ("9", "info@example.org", 0)


def test_import_puts_people_of_one_company_together() -> None:
    run("1;Ute;Alt;Köhler;;Rheine;01.01.2020;;A\n2;Uwe;Alt;KÖHLER;;Rheine;01.01.2020;;A\n")

    assert Company.objects.get().people.count() == 2


def test_import_writes_nothing_at_all_where_one_line_is_bad() -> None:
    report = run("1;Ute;Alt;Köhler;;Rheine;01.01.2020;;A\n2;Uwe;Alt;;;;31.02.2020;;A\n")

    assert not report.written
    assert not Person.objects.exists()
    assert not Company.objects.exists()
    assert not MembershipType.objects.exists()
    assert not LogEntry.objects.exists()


def test_import_of_3000_rows_takes_less_than_30_seconds() -> None:
    rows = "".join(
        f"{n};Vor{n};Nach{n};Firma {n % 1000};p{n}@example.org;Rheine;01.01.2020;;Aktiv\n" for n in range(3000)
    )

    start = time.process_time()  # not the clock on the wall: other work on the machine does not count
    report = run(rows)

    assert report.counts["created"] == 3000
    assert time.process_time() - start < 30
    assert not Mail.objects.exists()


# --- The command -----------------------------------------------------------------------------------------------------
def test_command_stops_with_questions_and_takes_answers(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(DATA / "unknown.csv")
    with pytest.raises(CommandError, match="Zaubertrank"):
        call_command("import_members", path)
    answers = ["--map", "Zaubertrank=", "--map", "Telefon Privat="]
    call_command("import_members", path, *answers, "--type", "Mitglied", "--joined", "2026-01-01")

    assert "Nicht übernommen: Telefon Privat, Zaubertrank" in capsys.readouterr().out
    assert Person.objects.get().phone == "05971 22"


@pytest.mark.parametrize(
    "arguments", [["/gibt/es/nicht.csv"], [str(DATA)], [str(DATA / "unknown.csv"), "--map", "Foo"]]
)
def test_command_says_in_a_sentence_what_is_wrong(arguments: list[str]) -> None:
    with pytest.raises(CommandError, match=r"lässt sich nicht lesen|--map erwartet"):
        call_command("import_members", *arguments)


# --- The back office -------------------------------------------------------------------------------------------------
def upload(client: Client, content: str) -> Any:
    file = SimpleUploadedFile("liste.csv", content.encode())
    return client.post(reverse("office_import"), {"file": file})


def test_upload_previews_writes_nothing_and_then_takes_over(board_client: Client) -> None:
    people = Person.objects.count()
    response = upload(board_client, HEAD + "90;Ute;Alt;;u@example.org;Rheine;01.01.2020;;Aktiv\n")
    preview = board_client.get(response["Location"]).content.decode()

    assert "Jetzt übernehmen" in preview
    assert "Aktiv" in preview
    assert Person.objects.count() == people
    done = board_client.post(response["Location"], {"import": "1"}).content.decode()
    assert "wurde übernommen" in done
    assert Person.objects.count() == people + 1
    assert LogEntry.objects.get(action="members.import").actor == board_client.user
    assert kept_upload(board_client.user) is None


def test_upload_asks_about_columns_and_takes_the_answers(board_client: Client) -> None:
    response = upload(board_client, (DATA / "unknown.csv").read_text())
    page = board_client.get(response["Location"]).content.decode()

    assert "Was bedeutet die Spalte" in page
    assert "Jetzt übernehmen" not in page
    answers = {
        "column-1": "last_name",
        "column-2": "first_name",
        "column-3": "mobile",
        "column-4": "phone",
        "column-5": "-",
    }
    options = {"type": "Mitglied", "joined": "2026-01-01", "import": "1"}
    board_client.post(response["Location"], answers | options)
    assert Person.objects.get(last_name="Ahrens").mobile == "05971 1"


def test_upload_with_a_bad_line_writes_only_when_told_to_leave_it_out(board_client: Client) -> None:
    response = upload(board_client, HEAD + "90;Ute;Alt;;;;01.01.2020;;A\n91;Uwe;Alt;;;;31.02.2020;;A\n")

    page = board_client.post(response["Location"], {"import": "1"}).content.decode()
    assert "Den 31.02.2020 gibt es nicht" in page
    assert not Person.objects.filter(last_name="Alt").exists()
    board_client.post(response["Location"], {"import": "1", "skip_bad": "on"})
    assert Person.objects.get(last_name="Alt").first_name == "Ute"


def test_upload_of_something_else_is_refused_with_a_sentence(board_client: Client) -> None:
    page = upload(board_client, "%PDF-1.7").content.decode()

    assert "weder CSV noch XLSX" in page


def test_preview_without_a_file_leads_to_the_upload(board_client: Client) -> None:
    assert board_client.get(reverse("office_import_preview"))["Location"] == reverse("office_import")


def test_prune_uploads_forgets_files_after_a_day() -> None:
    user: User = UserFactory()
    keep_upload(b"Nachname\nA\n", actor=user)
    with private_storage().open(f"imports/{user.pk}") as file:
        assert b"Nachname" not in file.read()

    prune_uploads(timezone.now())
    assert kept_upload(user) == b"Nachname\nA\n"
    prune_uploads(timezone.now() + timedelta(days=2))
    assert kept_upload(user) is None


def test_import_gives_people_of_a_member_company_a_seat_the_first_with_the_vote() -> None:
    rows = (
        "3;Uta;Später;Holzbau Ems;uta@example.org;;01.01.2022;;Aktiv\n"
        "1;;;Holzbau Ems;info@example.org;;01.03.2020;;Firma\n"
        "2;Ute;Alt;Holzbau Ems;ute@example.org;;01.01.2019;31.12.2024;Aktiv\n"
        "4;Udo;Fremd;Andere Firma;udo@example.org;;01.01.2019;;Aktiv\n"
    )
    run(rows)
    seats = Seat.objects.order_by("pk")
    told = [(seat.person.first_name, seat.role, seat.from_on, seat.until_on) for seat in seats]
    assert told == [
        ("Uta", "representative", date(2022, 1, 1), None),
        ("Ute", "contact", date(2020, 3, 1), date(2025, 1, 1)),
    ]
    assert LogEntry.objects.filter(action="members.give_seat").count() == 2
    run(rows)
    assert seats.count() == 2


def test_import_refuses_a_number_that_was_retired() -> None:
    RetiredNumber.objects.create(number="0042")

    report = run("42;Ute;Alt;;ute@example.org;;01.01.2020;;Aktiv\n")

    assert said(report)[0][0] == "bad"
    assert not Member.objects.exists()
