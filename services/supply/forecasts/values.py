"""Horizons and values of forecasts: the rules that creating, changing and files share."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from db.supply.bounds import QUANTITY
from db.supply.enums import MOST_BUCKETS, TimeBucket
from services.shared.errors import noted
from services.shared.inputs import Inputs
from services.shared.quantities import plain, require_quantity
from services.shared.text import some
from services.supply.demand.buckets import (
    ACCEPTED_STARTS,
    FIRST_DAY,
    LAST_DAY,
    bucket_end,
    bucket_label,
    bucket_start,
    is_start,
    starts_between,
)

ACCEPTED_ENDS = {
    TimeBucket.DAY: "any day",
    TimeBucket.WEEK: "a Sunday",
    TimeBucket.MONTH: "the last day of a month",
}


class Value(NamedTuple):
    """What is expected in the bucket that begins on a day, and between which bounds."""

    start: date
    quantity: Decimal
    lower: Decimal | None = None
    upper: Decimal | None = None


class Horizon(NamedTuple):
    """From the first day of the first bucket to the last day of the last one."""

    bucket: TimeBucket
    start: date
    end: date

    @property
    def buckets(self) -> int:
        """How many buckets it has, where it begins and ends on their borders; reckoned, not counted."""
        if self.bucket is TimeBucket.MONTH:
            return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1
        return ((self.end - self.start).days + 1) // (7 if self.bucket is TimeBucket.WEEK else 1)

    def starts(self) -> list[date]:
        """The first days of its buckets."""
        return list(starts_between(self.start, self.end, self.bucket))


class ForecastInputs(Inputs):
    """What a request says of one forecast; `path` is where."""

    def __init__(self, *path: str) -> None:
        super().__init__(*path)
        self._at = path

    def horizon(self, horizon: Horizon) -> bool:
        """Note what is wrong with a horizon; returns whether nothing is."""
        bucket, start, end = horizon
        before = len(self.refusals)
        for name, day in (("horizonStart", start), ("horizonEnd", end)):
            if not FIRST_DAY <= day <= LAST_DAY:
                self.note(f"{name} is {day}", name, accepted=f"{FIRST_DAY} to {LAST_DAY}")
        if len(self.refusals) > before:
            return False
        if not is_start(start, bucket):
            told = f"horizonStart {start} is no first day of a {bucket}"
            self.note(told, "horizonStart", accepted=ACCEPTED_STARTS[bucket])
        if bucket_end(bucket_start(end, bucket), bucket) != end:
            self.note(f"horizonEnd {end} is no last day of a {bucket}", "horizonEnd", accepted=ACCEPTED_ENDS[bucket])
        if end < start:
            self.note(f"horizonEnd {end} lies before horizonStart {start}", "horizonEnd", accepted="days in order")
        elif len(self.refusals) == before and horizon.buckets > MOST_BUCKETS:
            accepted = f"at most {MOST_BUCKETS} buckets"
            self.note(f"the horizon has {horizon.buckets:,} buckets", "horizonEnd", accepted=accepted)
        return len(self.refusals) == before

    def values(self, values: Sequence[Value], horizon: Horizon, *, decimals: int, whole: bool) -> None:
        """Note what is wrong with values of a horizon; where it is to be whole, which of its buckets have none."""
        starts = horizon.starts()
        known, met = set(starts), dict[date, int]()
        for place, value in enumerate(values):
            self._start(value.start, place, horizon, known, met)
            self._quantities(value, place, decimals)
        if whole and (missing := [bucket_label(start, horizon.bucket) for start in starts if start not in met]):
            accepted = f"one value for each {horizon.bucket} from {starts[0]} to {starts[-1]}"
            self.note(f"values has none of {some(missing)}", "values", accepted=accepted)

    def _start(self, start: date, place: int, horizon: Horizon, known: set[date], met: dict[date, int]) -> None:
        path = ("values", str(place), "start")
        if not is_start(start, horizon.bucket):
            self.note(f"{start} is no first day of a {horizon.bucket}", *path, accepted=ACCEPTED_STARTS[horizon.bucket])
        elif start not in known:
            told = f"{start} lies outside of the horizon"
            self.note(told, *path, accepted=f"{horizon.start} to {horizon.end}")
        elif (other := met.setdefault(start, place)) != place:
            self.note(f"{start} stands in values {other} too", *path, accepted="every bucket once")

    def _quantities(self, value: Value, place: int, decimals: int) -> None:
        good: dict[str, Decimal] = {}
        for name in ("quantity", "lower", "upper"):
            if (given := getattr(value, name)) is None:
                continue
            path = (*self._at, "values", str(place), name)
            checked = noted(self.refusals, require_quantity, name, given, bound=QUANTITY, decimals=decimals, path=path)
            if checked is not None:
                good[name] = checked
        if (quantity := good.get("quantity")) is None:
            return
        at = ("values", str(place))
        if (lower := good.get("lower", quantity)) > quantity:
            self.note(f"lower is {plain(lower)}", *at, "lower", accepted=f"at most the quantity, {plain(quantity)}")
        if (upper := good.get("upper", quantity)) < quantity:
            self.note(f"upper is {plain(upper)}", *at, "upper", accepted=f"at least the quantity, {plain(quantity)}")
