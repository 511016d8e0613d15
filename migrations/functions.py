"""Changing functions of the database that are there."""

import sqlalchemy as sa
from alembic import op


def rewrite_function(signature: str, old: str, new: str) -> None:
    """Replace a part of a function, which it has once; whose it is, and how it runs, stays as it is."""
    asked = sa.text("SELECT pg_get_functiondef(CAST(:signature AS regprocedure))")
    function = op.get_bind().execute(asked, {"signature": signature}).scalar_one()
    if function.count(old) != 1:
        raise RuntimeError(f"{signature} has {old!r} {function.count(old)} times")
    op.get_bind().exec_driver_sql(function.replace(old, new))
