"""What demands can be narrowed by; texts are keys, matched without regard to letter case."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import func

from db.forecast.models import Demand
from db.shared.combining import COMBINING, Combining, Conditions
from db.shared.enums import TermKind, WorkType
from db.shared.terms import spelled


@dataclass(frozen=True, slots=True)
class DemandFilter(Combining):
    """Values of one field are alternatives, fields add up; None leaves a field open, an empty tuple matches nothing."""

    platforms: tuple[str, ...] | None = None
    locality: WorkType | None = None
    main_lobs: tuple[str, ...] | None = None
    states: tuple[str, ...] | None = None
    case_types: tuple[str, ...] | None = None

    def own_conditions(self, *beside: Any) -> Conditions:
        """Its own fields as conditions on the demand table."""
        conditions: Conditions = []
        if self.platforms is not None:
            conditions.append(Demand.platform.in_(spelled(TermKind.PLATFORM, self.platforms)))
        if self.locality is not None:
            conditions.append(Demand.locality == self.locality)
        if self.main_lobs is not None:
            conditions.append(Demand.main_lob.in_(spelled(TermKind.MAIN_LOB, self.main_lobs)))
        if self.states is not None:
            conditions.append(Demand.state == func.any(list(self.states)))
        if self.case_types is not None:
            conditions.append(Demand.case_type.in_(spelled(TermKind.CASE_TYPE, self.case_types)))
        return conditions

    def written(self) -> "WrittenConditions":
        """The same as written SQL, of a demand `d`; raises ValueError for a filter that is combined with others."""
        if any(getattr(self, name) for name in COMBINING):
            raise ValueError("a combined filter is said by its conditions alone")
        texts: dict[str, tuple[str, Any]] = {
            "platforms": (_spelled("platform", TermKind.PLATFORM), self.platforms),
            "locality": ("d.locality = CAST(:locality AS text)", self.locality),
            "main_lobs": (_spelled("main_lob", TermKind.MAIN_LOB), self.main_lobs),
            "states": ("d.state = ANY(CAST(:states AS text[]))", self.states),
            "case_types": (_spelled("case_type", TermKind.CASE_TYPE), self.case_types),
        }
        given = {name: text for name, text in texts.items() if text[1] is not None}
        values = {name: list(value) if isinstance(value, tuple) else value for name, (_, value) in given.items()}
        return WrittenConditions([condition for condition, _ in given.values()], values)


class WrittenConditions(NamedTuple):
    """Conditions in written SQL, all of which hold, and the values of their parameters."""

    conditions: list[str]
    values: Mapping[str, Any]


def _spelled(column: str, kind: TermKind) -> str:
    keys = f"CAST(:{column}s AS text[])"
    return f"d.{column} IN (SELECT t.spelling FROM term t WHERE t.kind = '{kind.value}' AND t.key = ANY({keys}))"


EVERY_DEMAND = DemandFilter()
