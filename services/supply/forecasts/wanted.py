"""What the generator is asked for."""

from dataclasses import dataclass
from datetime import date

from db.shared.bounds import Bound
from db.supply.bounds import INTERVAL_LEVEL
from db.supply.enums import MOST_BUCKETS, ForecastModel, TimeBucket
from services.shared.inputs import Inputs
from services.supply.demand.buckets import ACCEPTED_STARTS, FIRST_DAY, LAST_DAY, bucket_end, earlier, is_start
from services.supply.forecasts.values import Horizon

BUCKETS = Bound(least=1, most=MOST_BUCKETS, places=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be forecast of whichever products: where, which buckets, and how."""

    location: str
    name: str | None
    bucket: TimeBucket
    horizon_start: date
    buckets: int
    model: ForecastModel
    interval_level: float
    history_from: date | None

    @property
    def horizon(self) -> Horizon:
        """The buckets to forecast."""
        last = earlier(self.horizon_start, self.bucket, 1 - self.buckets)
        return Horizon(self.bucket, self.horizon_start, bucket_end(last, self.bucket))

    def check(self, *path: str) -> None:
        """Raise Refusals of InvalidInput for what cannot be, below a path."""
        inputs = Inputs(*path)
        inputs.text("location", self.location)
        inputs.optional_text("name", self.name)
        inputs.number("intervalLevel", self.interval_level, INTERVAL_LEVEL)
        inputs.whole("buckets", self.buckets, BUCKETS)
        self._check_horizon(inputs)
        if self.history_from is not None and self.history_from >= self.horizon_start:
            accepted = f"a day before {self.horizon_start}, where the horizon begins"
            inputs.note(f"historyFrom is {self.history_from}", "historyFrom", accepted=accepted)
        inputs.refuse()

    def _check_horizon(self, inputs: Inputs) -> None:
        start = self.horizon_start
        if not FIRST_DAY <= start <= LAST_DAY:
            inputs.note(f"horizonStart is {start}", "horizonStart", accepted=f"{FIRST_DAY} to {LAST_DAY}")
        elif not is_start(start, self.bucket):
            told = f"horizonStart {start} is no first day of a {self.bucket}"
            inputs.note(told, "horizonStart", accepted=ACCEPTED_STARTS[self.bucket])
        elif BUCKETS.holds(self.buckets) and self.horizon.end > LAST_DAY:
            inputs.note(f"the last of {self.buckets} buckets ends after {LAST_DAY}", "buckets", accepted="fewer")
