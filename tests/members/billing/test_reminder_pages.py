"""Reminders in the office and for their payers: previewed, sent, printed, seen, withdrawn, and their settings."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from members.billing.actions.reminder_letters import make_letter
from members.billing.models import Charge, PostItem, Reminder, ReminderRun, ReminderSettings
from members.billing.queries.reminders import plan, reminder_with_items, reminders_of
from tests.factories import sign_in, user_in_group

from .test_reminders import owing, run_at, user_of, words


def _printed(treasurer: Client, run: ReminderRun, paper: Charge, charge: Charge) -> Any:
    """The PDF of the letters, which are printed and noted once."""
    assert "1 Mahnung vom" in treasurer.get("/admin/beitraege/briefe/").content.decode()
    for told in ("Die Briefe sind fertig", "Es ist nichts zu drucken"):
        printing = treasurer.post(f"/admin/mahnungen/laeufe/{run.pk}/drucken/", follow=True).content.decode()
        assert told in printing
        assert "gedruckt am" in printing
    item = PostItem.objects.get()
    letters = treasurer.get(f"/admin/beitraege/briefe/{item.run_id}.pdf")
    post = treasurer.get("/admin/beitraege/briefe/").content.decode()
    assert "1 Mahnung vom" not in post
    assert f"Zahlungserinnerung, {paper.account.member.holder}" in post
    assert item.run.actor_id
    assert Reminder.objects.get(account=paper.account).printed_on == run.ran_on
    assert Reminder.objects.get(account=charge.account).printed_on is None
    return letters


@pytest.mark.django_db
def test_treasurer_previews_sends_prints_and_member_sees_the_letter(issuer: object) -> None:
    today = datetime.now(UTC).date()
    late = today - timedelta(days=20)
    charge, paper = (owing(due_on=late, person__email=email) for email in ("a@example.org", ""))
    other = owing(due_on=late)
    treasurer = sign_in(Client(), user_in_group("Treasurer"))
    treasurer.post(
        f"/admin/mahnungen/konten/{other.account_id}/pause/", {"until": today.isoformat(), "reason": "strittig"}
    )
    ReminderSettings.load()
    ReminderSettings.objects.update(quiet=[])

    page = treasurer.get("/admin/mahnungen/").content.decode()
    assert treasurer.post(f"/admin/mahnungen/konten/{charge.account_id}/pause/", {"until": today}).status_code == 200
    answer = treasurer.post("/admin/mahnungen/senden/", {"fingerprint": plan(today).fingerprint}, follow=True)
    run = ReminderRun.objects.get()
    letters = _printed(treasurer, run, paper, charge)

    assert "strittig" in page
    assert str(paper.account.member.holder) in page
    assert "2 Mahnungen gehen hinaus" in answer.content.decode()
    assert str(paper.account.member.holder) in words(letters.content)
    assert str(charge.account.member.holder) not in words(letters.content)


@pytest.mark.django_db
def test_member_sees_the_letter_and_nobody_else_and_the_treasurer_withdraws_it(issuer: object) -> None:
    charge, other = owing(), owing()
    run_at(14)
    reminder = Reminder.objects.get(account=charge.account)
    make_letter(reminder_with_items(reminder.pk))
    treasurer = sign_in(Client(), user_in_group("Treasurer"))
    own = sign_in(Client(), user_of(charge))
    assert f"/mein/beitraege/mahnung/{reminder.pk}.pdf" in own.get("/mein/beitraege/").content.decode()
    answer = own.get(f"/mein/beitraege/mahnung/{reminder.pk}.pdf")
    assert b"".join(answer).startswith(b"%PDF")
    for close in answer._resource_closers:
        close()
    stranger = sign_in(Client(), user_of(other))
    assert stranger.get(f"/mein/beitraege/mahnung/{reminder.pk}.pdf").status_code == 404
    assert "Zurücknehmen" in treasurer.get(f"/admin/beitraege/konten/{charge.account_id}/").content.decode()
    treasurer.post(f"/admin/mahnungen/{reminder.pk}/zuruecknehmen/", {"reason": "Irrtum"})
    assert reminders_of(charge.account)[0].is_withdrawn


@pytest.mark.django_db
def test_settings_are_kept_and_bad_ones_refused_with_what_was_typed(issuer: object) -> None:
    client = sign_in(Client(), user_in_group("Treasurer"))
    shown = client.get("/admin/mahnungen/einstellungen/").context["forms"]
    data: dict[str, Any] = {"fee_cap_cents": "5"}
    for rows in (shown.stages, shown.quiet):
        data |= {
            f"{rows.prefix}-TOTAL_FORMS": rows.total_form_count(),
            f"{rows.prefix}-INITIAL_FORMS": rows.initial_form_count(),
        }
        for form in rows.initial_forms:
            data |= {form.add_prefix(name): form[name].value() for name in form.fields if form[name].value()}
    assert client.post("/admin/mahnungen/einstellungen/", {**data, "stufe-1-fee_cents": "2,50"}).status_code == 302
    kept = ReminderSettings.load()
    assert [(row["days"], row["fee_cents"], row["text"]) for row in kept.stages] == [
        (14, 0, ""),
        (28, 250, ""),
        (42, 0, ""),
    ]
    assert len(kept.quiet) == 1

    answer = client.post("/admin/mahnungen/einstellungen/", {**data, "stufe-1-fee_cents": "7,50"})
    assert "höher als die Obergrenze" in answer.content.decode()
    assert 'value="7,50"' in answer.content.decode()
    assert ReminderSettings.load().stages == kept.stages
