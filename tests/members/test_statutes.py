"""The versions of the statutes: which counts when, drafts, putting one in force."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from members.actions.refusal import MemberRefused
from members.actions.statutes import change_draft, change_facts, create_draft, delete_draft, put_in_force, take_back
from members.models import MembershipType, Statutes
from members.models.rulebook import Rulebook
from members.queries import rulebook_on, statutes_on
from members.rules import exit_date
from tests.factories import StatutesFactory, UserFactory
from verein.models import LogEntry

pytestmark = pytest.mark.django_db

APRIL = Rulebook.model_validate({"fiscal_year": {"start": "04-01"}})
JULY = Rulebook.model_validate({"fiscal_year": {"start": "07-01"}})


def test_rulebook_on_takes_the_version_in_force_that_day() -> None:
    old = StatutesFactory(effective_on=date(2010, 5, 1), rulebook=APRIL)
    new = StatutesFactory(effective_on=date(2020, 5, 1))
    StatutesFactory(effective_on=None, rulebook=JULY)

    assert statutes_on(date(2010, 4, 30)) is None
    assert statutes_on(date(2019, 6, 1)) == old
    assert rulebook_on(date(2019, 6, 1)) == APRIL
    assert statutes_on(date(2020, 5, 1)) == new


def test_rulebook_on_without_statutes_is_the_laws_own() -> None:
    assert rulebook_on(date(2020, 5, 1)) == Rulebook()


def test_what_was_right_in_2019_is_computed_with_the_rules_of_2019() -> None:
    quarter = Rulebook.model_validate({"leaving": {"exit": {"notice": "6 weeks", "to": "quarter"}}})
    year = Rulebook.model_validate({"leaving": {"exit": {"notice": "3 months", "to": "calendar_year"}}})
    StatutesFactory(effective_on=date(2010, 1, 1), rulebook=quarter)
    StatutesFactory(effective_on=date(2020, 1, 1), rulebook=year)

    def last_day(received_on: date) -> date:
        rules = rulebook_on(received_on)
        return exit_date(rules, type_key=None, received_on=received_on, joined_on=date(2012, 1, 1)).last_day

    assert last_day(date(2019, 5, 19)) == date(2019, 6, 30)
    assert last_day(date(2020, 5, 19)) == date(2020, 12, 31)


def test_create_draft_empty_or_as_a_copy() -> None:
    actor = UserFactory()
    in_force = StatutesFactory(rulebook=APRIL)

    empty = create_draft(actor=actor)
    copy = create_draft(actor=actor, copy_of=in_force, title="Entwurf 2027")

    assert empty.rulebook == Rulebook()
    assert copy.rulebook == APRIL
    assert copy.effective_on is None
    assert LogEntry.objects.filter(action="members.create_statutes", actor_id=actor.pk).count() == 2


def test_change_draft_logs_the_names_of_the_sections() -> None:
    draft = create_draft(actor=None)

    change_draft(draft, rules=APRIL, actor=None)

    assert Statutes.objects.get(pk=draft.pk).rulebook == APRIL
    assert LogEntry.objects.get(action="members.change_statutes").fields == ["fiscal_year"]


def test_change_draft_without_a_change_writes_nothing() -> None:
    draft = create_draft(actor=None, rules=APRIL)

    change_draft(draft, rules=APRIL, actor=None)

    assert not LogEntry.objects.filter(action="members.change_statutes").exists()


def test_change_draft_refuses_a_version_in_force() -> None:
    in_force = StatutesFactory(rulebook=APRIL)

    with pytest.raises(MemberRefused, match="nicht mehr geändert"):
        change_draft(in_force, rules=JULY, actor=None)
    with pytest.raises(MemberRefused):
        change_facts(in_force, actor=None, decided_on=date(2001, 1, 1))
    with pytest.raises(MemberRefused):
        delete_draft(in_force, actor=None)
    assert Statutes.objects.get(pk=in_force.pk).rulebook == APRIL


def test_the_database_itself_keeps_a_version_in_force() -> None:
    in_force = StatutesFactory(rulebook=APRIL)

    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Statutes.objects.filter(pk=in_force.pk).update(rules={})
    with pytest.raises(IntegrityError, match="never changed or deleted"), transaction.atomic():
        Statutes.objects.filter(pk=in_force.pk).delete()


def test_change_statutes_facts_the_document_may_come_later() -> None:
    in_force = StatutesFactory()

    change_facts(in_force, actor=None, document="statutes/satzung.pdf", public=True)

    stored = Statutes.objects.get(pk=in_force.pk)
    assert stored.document.name == "statutes/satzung.pdf"
    assert stored.public


def test_put_in_force_counts_from_that_day_and_makes_the_types() -> None:
    rulebook = Rulebook.model_validate({"types": [{"key": "junior", "name": "Juniormitglied"}]})
    draft = create_draft(actor=None, rules=rulebook, decided_on=date(2026, 3, 1))

    put_in_force(draft, effective_on=date(2026, 5, 1), actor=None)

    assert rulebook_on(date(2026, 4, 30)) == Rulebook()
    assert rulebook_on(date(2026, 5, 1)) == rulebook
    assert MembershipType.objects.get(key="junior").name == "Juniormitglied"


def test_put_in_force_adopts_a_type_of_the_same_name_and_renames_by_key() -> None:
    same_name = MembershipType.objects.create(key="from_a_list", name="Ordentliches Mitglied")
    same_key = MembershipType.objects.create(key="supporter", name="Förderer")
    rulebook = Rulebook.model_validate(
        {"types": [{"key": "full", "name": "Ordentliches Mitglied"}, {"key": "supporter", "name": "Fördermitglied"}]}
    )
    draft = create_draft(actor=None, rules=rulebook, decided_on=date(2026, 3, 1))

    put_in_force(draft, effective_on=date(2026, 5, 1), actor=None)

    same_name.refresh_from_db()
    same_key.refresh_from_db()
    assert same_name.key == "full"
    assert same_key.name == "Fördermitglied"
    assert MembershipType.objects.filter(key__in=["full", "supporter", "from_a_list"]).count() == 2


def test_put_in_force_refuses_before_the_decision_twice_a_day_and_contradictions() -> None:
    StatutesFactory(effective_on=date(2026, 5, 1))
    draft = create_draft(actor=None, decided_on=date(2026, 3, 1))
    wrong = create_draft(
        actor=None,
        decided_on=date(2026, 3, 1),
        rules=Rulebook.model_validate({"types": [{"key": "a", "name": "A", "min_age": 30, "max_age": 20}]}),
    )

    with pytest.raises(MemberRefused, match="beschlossen"):
        put_in_force(draft, effective_on=date(2026, 2, 28), actor=None)
    with pytest.raises(MemberRefused, match=r"1\. Mai 2026"):
        put_in_force(draft, effective_on=date(2026, 5, 1), actor=None)
    with pytest.raises(MemberRefused, match="beschlossen"):
        put_in_force(create_draft(actor=None), effective_on=date(2026, 5, 2), actor=None)
    with pytest.raises(MemberRefused, match="widersprechen"):
        put_in_force(wrong, effective_on=date(2026, 5, 2), actor=None)
    assert not Statutes.objects.filter(pk__in=[draft.pk, wrong.pk], effective_on__isnull=False).exists()


def test_put_in_force_a_second_time_is_refused() -> None:
    in_force = StatutesFactory()

    with pytest.raises(MemberRefused):
        put_in_force(in_force, effective_on=date(2027, 1, 1), actor=None)


def test_take_back_statutes_until_the_day_has_come() -> None:
    today = date(2026, 11, 22)
    coming = StatutesFactory(effective_on=date(2026, 11, 23))
    came = StatutesFactory(effective_on=today)

    take_back(coming, today=today, actor=None)

    assert Statutes.objects.get(pk=coming.pk).effective_on is None
    with pytest.raises(MemberRefused):
        take_back(came, today=today, actor=None)


def test_delete_draft_leaves_a_log_entry() -> None:
    draft = create_draft(actor=None)

    delete_draft(draft, actor=None)

    assert not Statutes.objects.exists()
    assert LogEntry.objects.filter(action="members.delete_statutes").exists()
