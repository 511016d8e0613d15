"""What happens around every statement, for those who measure; never the values it is sent with."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from db.postgres.pool import Pool


def before_statements(pool: Pool, listener: Callable[[str], Any]) -> None:
    """Call `listener(sql)` before each statement."""
    pool.hooks.listeners.append(listener)
    event.listen(
        pool.engine.sync_engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_: listener(statement),
    )


def around_statements(pool: Pool, begin: Callable[[str], Any], end: Callable[[Any, bool], None]) -> None:
    """Call `begin(sql)` before each statement, and `end(what begin returned, whether it failed)` after it."""
    engine = pool.engine.sync_engine

    def before(_connection: Any, _cursor: Any, statement: str, _values: Any, context: Any, _many: bool) -> None:
        context.measured = begin(statement)

    def after(_connection: Any, _cursor: Any, _statement: str, _values: Any, context: Any, _many: bool) -> None:
        end(context.measured, False)

    def failed(error: Any) -> None:
        if error.execution_context is not None and hasattr(error.execution_context, "measured"):
            end(error.execution_context.measured, True)

    pool.hooks.around.append((begin, end))
    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    event.listen(engine, "handle_error", failed)
