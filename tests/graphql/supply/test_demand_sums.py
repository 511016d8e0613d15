"""Days of a history summed to weeks and months: the sums of the same days, whatever they are made of."""

import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from db.shared.tenants import tenant_id
from db.supply.demand import NewPoint, add_demand_series, upsert_demand
from db.supply.enums import MovementKind, TimeBucket
from db.supply.levels import LevelKey
from services.supply.demand.buckets import bucket_start, is_start
from services.supply.demand.history import histories_of
from tests.graphql.planning.conftest import Planner
from tests.support.stock import add_product, move

FIRST = date(2025, 3, 5)
KEPT = {"A": TimeBucket.DAY, "B": None, "C": TimeBucket.WEEK}


async def stored(session: Any, draw: random.Random) -> dict[str, LevelKey]:
    """Products with a history by day, of the ledger alone, and by week, each with consumption."""
    keys = {}
    for sku, bucket in KEPT.items():
        product = await add_product(session, sku)
        key = keys[sku] = LevelKey(product, "MAIN")
        days = sorted(draw.sample([FIRST + timedelta(days=number) for number in range(80)], 25))
        taken = [(MovementKind.CONSUMPTION, draw.randrange(1, 9), day) for day in days]
        await move(session, product, (MovementKind.RECEIPT, 1000, FIRST), *taken)
        if bucket is not None:
            await add_demand_series(session, [key], bucket=bucket)
            chosen = draw.sample([FIRST + timedelta(days=number) for number in range(80)], 30)
            points = [
                NewPoint(*key, day, Decimal(draw.randrange(50)), draw.random() < 0.1)
                for day in chosen
                if is_start(day, bucket)
            ]
            await upsert_demand(session, points)
    return keys


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("bucket", [TimeBucket.WEEK, TimeBucket.MONTH])
async def test_sums_are_those_of_the_days(supply: Planner, seed: int, bucket: TimeBucket) -> None:
    database, draw = supply.app.state.database, random.Random(seed)
    since = FIRST + timedelta(days=draw.randrange(-3, 20))
    until = FIRST + timedelta(days=draw.randrange(30, 90))
    async with database.write(tenant_id("demo"), subject="tester", dry_run=True) as session:
        keys = await stored(session, draw)
        every = {"since": date(1900, 1, 1), "until": FIRST + timedelta(days=200)}
        days = await histories_of(session, list(keys.values()), **every, bucket=TimeBucket.DAY)
        found = await histories_of(session, list(keys.values()), since=since, until=until, bucket=bucket)
    for sku, key in keys.items():
        answered = KEPT[sku] if KEPT[sku] is TimeBucket.WEEK else bucket
        sums: dict[date, list[Any]] = defaultdict(list)
        for point in days[key].points:
            start = bucket_start(point.day, answered)
            if since <= start <= until:
                sums[start].append(point)
        assert found[key].bucket is answered
        assert [(one.day, one.quantity, one.is_no_data, one.source.value) for one in found[key].points] == [
            (
                start,
                sum(point.quantity for point in points),
                any(point.is_no_data for point in points),
                min(point.source.value for point in points),
            )
            for start, points in sorted(sums.items())
        ]
