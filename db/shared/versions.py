"""Versions of what answers are made of: one for each scope, another one after every commit that touches it.

It is the sum of random stamps, and never comes back: neither after a failover that lost commits nor in a restored
backup, where a number that is counted would stand for other data than before (decision 47).
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, Select, Text, bindparam, cast, func, or_, select

from db.engine import ReadSession
from db.postgres.reading import Reading
from db.shared.models import DataVersion

FAMILY = ":*"  # ends the name of a family of scopes, such as "report:*", whose members are "report:<id>"


@cache
def _versions(members: Select[str] | None) -> Reading:
    families: Any = func.any(bindparam("families", type_=ARRAY(Text)))
    wanted = [
        DataVersion.scope == func.any(bindparam("scopes", type_=ARRAY(Text))),
        DataVersion.scope.op("~~")(families),
    ]
    if members is not None:
        wanted.append(DataVersion.scope.in_(members))
    version = cast(func.sum(DataVersion.stamp), Text).label("version")
    query = select(DataVersion.scope.label("scope"), version).where(or_(*wanted))
    return Reading(query.group_by(DataVersion.scope).order_by(DataVersion.scope))


async def versions(
    session: ReadSession, scopes: Sequence[str], members: Select[str] | None = None, keys: Sequence[Any] = ()
) -> tuple[tuple[str, str], ...]:
    """The versions of some scopes, as this session's snapshot has them; of a family, those of all its members.

    Where only some members count, `members` selects their scopes by the parameter `members`, to which `keys` are given.
    Two snapshots with equal versions have equal data: a commit draws a new stamp, and is seen with it or not at all.
    """
    values: dict[str, Any] = {
        "scopes": [str(scope) for scope in scopes if not scope.endswith(FAMILY)],
        "families": [f"{scope.removesuffix('*')}%" for scope in scopes if scope.endswith(FAMILY)],
    }
    if members is not None:
        values["members"] = list(keys)
    rows = await session.read(_versions(members), None, values)
    return tuple(zip(rows.column("scope"), rows.column("version"), strict=True))
