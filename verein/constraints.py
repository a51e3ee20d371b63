"""Migration operations for what the database itself refuses, said once for PostgreSQL and SQLite.

Django's own constraints see one row. These see what a row was before (`Kept`), other rows and tables (`Refused`), a
whole transaction (`HeldAtCommit`) and periods of time (`Apart`). Conditions are SQL that both databases read. What is
refused raises IntegrityError.

Django builds a table of SQLite anew to change it: its triggers go, and triggers elsewhere that name it are in the way.
A later migration of such a table takes the operations back first and repeats them after it.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

UNMET = "verein_unmet"


class Constraint(Operation):
    """The statements that make it and take it back, for each kind of database."""

    reversible = True

    def made(self, *, postgresql: bool) -> Iterable[str]:
        raise NotImplementedError

    def dropped(self, *, postgresql: bool) -> Iterable[str]:
        raise NotImplementedError

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Models know nothing of it."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for statement in self.made(postgresql=schema_editor.connection.vendor == "postgresql"):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for statement in self.dropped(postgresql=schema_editor.connection.vendor == "postgresql"):
            schema_editor.execute(statement, params=None)


class Refused(Constraint):
    """An INSERT, UPDATE or DELETE (`event`) of a row of `table` for which `when` holds (SQL over OLD and NEW)."""

    def __init__(self, name: str, table: str, event: str, *, saying: str, when: str = "") -> None:
        self.name, self.table, self.event, self.saying, self.when = name, table, event, saying, when

    def made(self, *, postgresql: bool) -> Iterator[str]:
        if postgresql:
            yield _function(self.name, self.when or "TRUE", self.saying, answer="OLD" if self._deletes else "NEW")
            yield (
                f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} "
                f"FOR EACH ROW EXECUTE FUNCTION {self.name}()"
            )
        else:
            yield (
                f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} "
                f"{f'WHEN {self.when}' if self.when else ''} BEGIN SELECT RAISE(ABORT, '{self.saying}'); END"
            )

    def dropped(self, *, postgresql: bool) -> Iterator[str]:
        return _dropped(self.name, self.table, postgresql=postgresql)

    @property
    def _deletes(self) -> bool:
        return self.event == "DELETE"


class Kept(Constraint):
    """Rows of `table` are neither deleted nor changed (`columns`; all, if none is named), once `when` holds of OLD.

    PostgreSQL still empties whole tables by TRUNCATE (`manage.py flush`), which the trigger of a row does not see.
    """

    def __init__(self, table: str, *columns: str, saying: str, when: str = "") -> None:
        self.table, self.columns, self.saying, self.when = table, columns, saying, when

    def made(self, *, postgresql: bool) -> Iterator[str]:
        for each in self._both(postgresql=postgresql):
            yield from each.made(postgresql=postgresql)

    def dropped(self, *, postgresql: bool) -> Iterator[str]:
        for each in self._both(postgresql=postgresql):
            yield from each.dropped(postgresql=postgresql)

    def _both(self, *, postgresql: bool) -> tuple[Refused, Refused]:
        differs = "IS DISTINCT FROM" if postgresql else "IS NOT"  # older SQLite knows only its own word
        changed = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in self.columns)
        when = " AND ".join(f"({part})" for part in (self.when, changed) if part)
        return (
            Refused(f"{self.table}_unchanged", self.table, "UPDATE", saying=self.saying, when=when),
            Refused(f"{self.table}_undeleted", self.table, "DELETE", saying=self.saying, when=self.when),
        )


class HeldAtCommit(Constraint):
    """What may be wrong for a moment must be right when the transaction ends.

    `tables`: for each table whose new rows are looked at, which `{subject}` they concern (SQL over NEW; null for
    none). `unless`: true of a subject that is wrong. `alone`: a SELECT … FOR UPDATE that keeps a second transaction
    from looking at the same time; SQLite has one writer.
    """

    def __init__(self, name: str, tables: Mapping[str, str], *, unless: str, saying: str, alone: str = "") -> None:
        self.name, self.tables, self.unless, self.saying, self.alone = name, tables, unless, saying, alone

    def made(self, *, postgresql: bool) -> Iterator[str]:
        for table, subject in self.tables.items():
            name, wrong = f"{table}_{self.name}", self.unless.format(subject=subject)
            if postgresql:
                alone = f"PERFORM {self.alone.format(subject=subject).removeprefix('SELECT ')};" if self.alone else ""
                yield _function(name, wrong, self.saying, answer="NULL", before=alone)
                yield (
                    f"CREATE CONSTRAINT TRIGGER {name} AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED "
                    f"FOR EACH ROW EXECUTE FUNCTION {name}()"
                )
            else:
                was = f"DELETE FROM {UNMET} WHERE name = '{self.name}' AND subject = {subject}"  # noqa: S608
                now = f"INSERT INTO {UNMET} (name, subject) SELECT '{self.name}', {subject} WHERE {wrong}"
                yield f"CREATE TRIGGER {name} AFTER INSERT ON {table} BEGIN {was}; {now}; END"

    def dropped(self, *, postgresql: bool) -> Iterator[str]:
        for table in self.tables:
            yield from _dropped(f"{table}_{self.name}", table, postgresql=postgresql)


class Unmet(Constraint):
    """SQLite defers nothing but foreign keys: a row in this table points to one that never is.

    So a transaction that leaves one behind cannot be committed. Comes before the first `HeldAtCommit`.
    """

    def made(self, *, postgresql: bool) -> Iterator[str]:
        if not postgresql:
            yield (
                f"CREATE TABLE {UNMET} (id integer PRIMARY KEY, name text NOT NULL, subject NOT NULL, "
                f"never integer NOT NULL DEFAULT 0 REFERENCES {UNMET} (id) DEFERRABLE INITIALLY DEFERRED)"
            )

    def dropped(self, *, postgresql: bool) -> Iterator[str]:
        if not postgresql:
            yield f"DROP TABLE {UNMET}"


class Apart(Constraint):
    """No two rows of `table` with the same `ids` and `texts` have a day in common (`from_on`, `until_on`, half open).

    `where`: only rows for which this holds. Both take expressions; `{row}` stands before each column in them.
    PostgreSQL comes without btree_gist, so equal values are said as overlapping ranges of one element.
    """

    def __init__(self, name: str, table: str, ids: list[str], texts: list[str] | None = None, where: str = "") -> None:
        self.name, self.table, self.ids, self.texts, self.where = name, table, ids, texts or [], where

    def made(self, *, postgresql: bool) -> Iterator[str]:
        if postgresql:
            ids = [f"int8range({each}, {each}, '[]') WITH &&" for each in map(_of(""), self.ids)]
            texts = [f"int4range(hashtext({e}), hashtext({e}), '[]') WITH &&" for e in map(_of(""), self.texts)]
            columns = ", ".join([*ids, *texts, "daterange(from_on, until_on) WITH &&"])
            where = f"WHERE ({_of('')(self.where)})" if self.where else ""
            yield f"ALTER TABLE {self.table} ADD CONSTRAINT {self.name} EXCLUDE USING gist ({columns}) {where}"
        else:
            for each in self._in_sqlite():
                yield from each.made(postgresql=False)

    def dropped(self, *, postgresql: bool) -> Iterator[str]:
        if postgresql:
            yield f"ALTER TABLE {self.table} DROP CONSTRAINT {self.name}"
        else:
            for each in self._in_sqlite():
                yield from each.dropped(postgresql=False)

    def _in_sqlite(self) -> list[Refused]:
        new, other = _of("NEW."), _of("other.")
        both = [f"{new(each)} = {other(each)}" for each in [*self.ids, *self.texts]]
        both += [f"({row(self.where)})" for row in (new, other) if self.where]
        clash = (
            f"EXISTS (SELECT 1 FROM {self.table} other WHERE other.id IS NOT NEW.id AND {' AND '.join(both)} "  # noqa: S608
            "AND other.from_on < COALESCE(NEW.until_on, '9999-12-31') "
            "AND NEW.from_on < COALESCE(other.until_on, '9999-12-31'))"
        )
        return [
            Refused(f"{self.name}_on_{event.lower()}", self.table, event, saying=self.name, when=clash)
            for event in ("INSERT", "UPDATE")
        ]


def _of(row: str) -> Any:
    return lambda expression: expression.format(row=row)


def _function(name: str, when: str, saying: str, *, answer: str, before: str = "") -> str:
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {before} IF ({when}) THEN "
        f"RAISE EXCEPTION '{saying}' USING ERRCODE = 'check_violation'; END IF; RETURN {answer}; END $$"
    )


def _dropped(name: str, table: str, *, postgresql: bool) -> Iterator[str]:
    yield f"DROP TRIGGER {name}" + (f" ON {table}" if postgresql else "")
    if postgresql:
        yield f"DROP FUNCTION {name}()"
