"""Which numbers columns, inputs and cells of files take: each bound is said once, and knows its check and its words."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import CheckConstraint

Number = int | float | Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """Numbers from a least or above one, to a most or below one; of at most so many decimals, where that is said."""

    least: int | None = None
    above: int | None = None
    most: int | None = None
    below: int | None = None
    places: int | None = None

    def holds(self, value: Number) -> bool:
        """Whether a number is within; what is no number, and what is infinite beyond a bound, is not."""
        return (
            (self.least is None or value >= self.least)
            and (self.above is None or value > self.above)
            and (self.most is None or value <= self.most)
            and (self.below is None or value < self.below)
            and (self.places is None or value == round(value, self.places))
        )

    @property
    def accepted(self) -> str:
        """For people: "1 to 500", "from 0 to below 1", "above 0 to 200, at most 2 decimals"."""
        first = f"above {_shown(self.above)}" if self.above is not None else _shown(self.least)
        if self.places != 0 and self.above is None:
            first = f"from {first}"
        last = f"below {_shown(self.below)}" if self.below is not None else _shown(self.most)
        return f"{first} to {last}" + (f", at most {self.places} decimals" if self.places else "")

    def check(self, column: str) -> str:
        """The same as a condition on a column; its decimals are its type's business."""
        rules = ((">=", self.least), (">", self.above), ("<=", self.most), ("<", self.below))
        return " AND ".join(f"{column} {sign} {limit}" for sign, limit in rules if limit is not None)

    def of_column(self, column: str) -> CheckConstraint:
        """The rule of a table that keeps a column within."""
        return CheckConstraint(self.check(column), name=column)


def _shown(limit: int | None) -> str:
    # Thousands are set apart in volumes, not in years.
    return str(limit) if limit is None or limit < 10_000 else f"{limit:,}"


YEARS = Bound(least=2020, most=2050, places=0)
"""Years that can be planned for."""
MONTHS = Bound(least=1, most=12, places=0)
WEEKS = Bound(least=1, most=53, places=0)
MONTHS_OF_REPORT = Bound(least=1, most=6, places=0)
DAYS_OF_WEEK = Bound(least=0, most=7, places=0)
DAYS_OF_MONTH = Bound(least=0, most=31, places=0)
WORK_HOURS = Bound(above=0, most=24)
OCCUPANCY = Bound(above=0, most=1)
SHRINKAGE = Bound(least=0, below=1)
PERCENTAGE = Bound(above=0, most=1)
"""Of full production: of a tier, and of an assignment."""
TARGET_CPH = Bound(above=0, most=200, places=2)
