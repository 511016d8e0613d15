"""What demands can be narrowed by; texts are keys, matched without regard to letter case."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func

from db.forecast.models import Demand
from db.shared.combining import Combining, Conditions
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


EVERY_DEMAND = DemandFilter()
