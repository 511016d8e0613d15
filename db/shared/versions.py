"""Versions of what answers are made of: a number for each scope, which changes with every commit that touches it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Boolean, Integer, Text, and_, bindparam, cast, func, literal, or_, select

from db.engine import ReadSession
from db.forecast.models import Report
from db.postgres.reading import Reading
from db.shared.enums import Scope
from db.shared.models import DataVersion

_named: Any = select(literal("report:").concat(cast(Report.id, Text))).where(
    Report.year * 100 + Report.month == func.any(bindparam("months", type_=ARRAY(Integer)))
)
_VERSIONS = Reading(
    select(DataVersion.scope.label("scope"), cast(func.sum(DataVersion.amount), BigInteger).label("version"))
    .where(
        or_(
            DataVersion.scope == func.any(bindparam("scopes", type_=ARRAY(Text))),
            and_(bindparam("every", type_=Boolean), DataVersion.scope.like("report:%")),
            DataVersion.scope.in_(_named),
        )
    )
    .group_by(DataVersion.scope)
    .order_by(DataVersion.scope)
)


async def versions(
    session: ReadSession, scopes: Sequence[str], months: Sequence[tuple[int, int]] = ()
) -> tuple[tuple[str, int], ...]:
    """The versions of some scopes, and of the reports of some (year, month)s, as this session's snapshot has them.

    Commits become visible one after another, so that two snapshots with equal versions have equal data.
    """
    values = {
        "scopes": [str(scope) for scope in scopes if scope != Scope.EVERY_REPORT],
        "every": Scope.EVERY_REPORT in scopes,
        "months": [year * 100 + month for year, month in months],
    }
    found = await session.read(_VERSIONS, None, values)
    return tuple(zip(found.column("scope"), found.column("version"), strict=True))
