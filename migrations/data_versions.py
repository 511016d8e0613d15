"""How a migration has the changes of a table counted, by the trigger function of migration 0005: see decision 26."""

from alembic import op

EVENTS = (("insert", "NEW"), ("update", "NEW"), ("delete", "OLD"))


def count_changes(table: str, *, scope: str | None) -> None:
    """Raise the version of a scope when rows of a table change; without a scope, that of each row's report."""
    argument = "" if scope is None else f"'{scope}'"
    for event, rows in EVENTS:
        op.execute(
            f"CREATE TRIGGER note_{event} AFTER {event.upper()} ON {table}"
            f" REFERENCING {rows} TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION note_change({argument})"
        )


def end_counting(table: str) -> None:
    """Count the changes of a table no more; dropping it says the same."""
    for event, _ in EVENTS:
        op.execute(f"DROP TRIGGER note_{event} ON {table}")
