"""Every model of every app is named by exactly one privacy provider, with fields that exist."""

from collections import Counter

import pytest
from django.apps import apps
from django.db import connection

from verein.models import Retention
from verein.privacy import activities, providers


def named() -> Counter[str]:
    return Counter(label for provider in providers() for label in (*provider.personal, *provider.impersonal))


def test_every_model_is_named_by_exactly_one_provider() -> None:
    models = {model._meta.label_lower for model in apps.get_models(include_auto_created=True)}
    # Only there on SQLite: the words of wagtailsearch.indexentry once more.
    models -= {"wagtailsearch.sqliteftsindexentry"}
    names = named()
    assert models - set(names) == set(), "name them in a provider of settings.PRIVACY_PROVIDERS"
    assert set(names) - models == set(), "these models do not exist"
    assert [label for label, count in names.items() if count > 1] == []


def test_personal_fields_exist_and_a_model_without_any_says_why() -> None:
    for provider in providers():
        for label, fields in provider.personal.items():
            known = {field.name for field in apps.get_model(label)._meta.get_fields()}
            assert fields, label
            assert set(fields) <= known, label
        for label, why in provider.impersonal.items():
            assert why, label


def test_model_that_points_at_people_is_personal() -> None:
    """Nobody can hide a foreign key to a person, account or member in the list of models without personal data."""
    people = {"members.person", "members.user", "members.member"}
    impersonal = {label for provider in providers() for label in provider.impersonal}
    for model in apps.get_models(include_auto_created=True):
        points = {
            field.related_model._meta.label_lower
            for field in model._meta.local_fields
            if field.is_relation and field.related_model
        }
        if points & people and model._meta.label_lower in impersonal:
            # Wagtail's own, unused tables: the site has its own image and document models.
            assert model._meta.label_lower in {"wagtaildocs.document", "wagtailimages.image"}


@pytest.mark.django_db
def test_every_activity_has_all_that_article_30_asks_for() -> None:
    lengths = Retention.load()
    keys = [activity.key for activity in activities()]
    assert len(keys) == len(set(keys))
    for activity in activities():
        for words in (activity.purpose, activity.legal_basis, activity.people, activity.data, activity.recipients):
            assert str(words), activity.key
        assert activity.kept(lengths), activity.key


def test_tables_of_models_and_database_are_the_same(db: None) -> None:
    """A table no model knows would be asked by nobody."""
    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    found = {table for table in connection.introspection.table_names() if "_fts" not in table}
    # The second one is SQLite's only, and empty whenever a transaction has ended (verein/constraints.py).
    assert found - known <= {"django_migrations", "verein_unmet"}
