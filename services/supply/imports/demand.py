"""Importing demand history: rows replace those of the same product, location and date, all of a file at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from db.engine import ReadSession, WriteSession
from db.freeing import FreedInPieces
from db.shared.enums import Permission, TermKind
from db.supply.bounds import QUANTITY
from db.supply.demand import NewPoint, add_demand_series, demand_points_of, demand_series_of, upsert_demand
from db.supply.enums import TimeBucket
from db.supply.levels import LevelKey
from db.supply.products import products_by_sku_keys
from db.supply.rows import ProductRow
from services.shared.commit_once import Committing
from services.shared.file_cells import CellKinds
from services.shared.import_kinds import ImportCommand, ImportKind
from services.shared.imports import ImportOutcome, Record, Records, plain_text, reject_repeats
from services.shared.progress import Progress, silent
from services.shared.vocabulary import Vocabulary
from services.supply.demand.buckets import ACCEPTED_STARTS, is_start
from services.supply.imports.cells import member_cell, product_in, quantity_cell, require_places, sku_keys_in
from services.supply.imports.templates import DEMAND_TEMPLATE
from services.supply.locations import MAIN
from sheets.cells import calendar_date, yes_no
from sheets.columns import Headings
from sheets.sheet import Sheet

COLUMNS = {
    "sku": ("SKU", "Product"),
    "location": ("Location",),
    "date": ("Date", "Start"),
    "quantity": ("Quantity", "Demand"),
    "bucket": ("Bucket",),
    "no_data": ("No Data",),
}
REQUIRED = {"sku", "date", "quantity"}
CELLS = CellKinds(decimal={"quantity"}, dates={"date"}, identifiers={"sku"})
CHUNK = 20_000


class GivenPoint(NamedTuple):
    """A row of the file: its place where it names one, and its point where all of it is good."""

    record: Record
    place: LevelKey | None
    bucket: TimeBucket | None
    point: NewPoint | None


@dataclass
class DemandImport(FreedInPieces):
    """Points ready to be written, and the buckets of histories that are new."""

    outcome: ImportOutcome
    vocabulary: Vocabulary
    series: dict[LevelKey, TimeBucket] = field(default_factory=dict)
    points: list[NewPoint] = field(default_factory=list)

    @property
    def plan(self) -> object:
        """Everything a commit would write."""
        return self.series, self.points

    async def commit(self, session: WriteSession, *, progress: Progress = silent) -> None:
        """Write the points."""
        await self.vocabulary.save(session)
        for bucket in TimeBucket:
            await add_demand_series(session, [key for key, own in self.series.items() if own is bucket], bucket=bucket)
        for start in range(0, len(self.points), CHUNK):
            progress("Writing demand", start, len(self.points))
            await upsert_demand(session, self.points[start : start + CHUNK])
        progress("Writing demand", len(self.points), len(self.points))


async def preview_demand(
    session: ReadSession, sheet: Sheet, *, today: date, progress: Progress = silent
) -> DemandImport:
    """Check a file of demand against the histories there are; raises InvalidInput for missing columns."""
    records = Records.matched(sheet, wanted=COLUMNS, required=REQUIRED, kinds=CELLS)
    found = DemandImport(ImportOutcome(ignored_columns=records.ignored), await Vocabulary.load(session))
    rows = list(records)
    known = {row.sku_key: row for row in await products_by_sku_keys(session, sku_keys_in(rows, "sku"))}
    skus = {row.id: row.sku for row in known.values()}
    given = []
    for number, record in enumerate(rows, start=1):
        if number % 10_000 == 0 or number == len(rows):
            progress("Checking demand", number, len(rows))
        given.append(_read(record, known, found.vocabulary, today))
    keys = sorted({one.place for one in given if one.place is not None})
    kept = {LevelKey(row.product_id, row.location): row.bucket for row in await demand_series_of(session, keys)}
    buckets = _check_buckets(given, kept, skus)
    _check_repeats(given, skus)
    good = [one.point for one in given if one.record.is_good and one.point is not None]
    stored = await _stored(session, good)
    for one in given:
        _sort_in(found, one, stored)
    written = {LevelKey(point.product_id, point.location) for point in found.points}
    found.series = {key: buckets[key] for key in sorted(written - kept.keys())}
    records.describe(found.outcome)
    return found


class DemandImportKind(ImportKind[DemandImport]):
    """Demand history."""

    name = "DEMAND_IMPORT"
    committed_by = "commitImport"
    permissions = (Permission.SUPPLY_EDIT,)
    label = "demand"
    headings = Headings(COLUMNS, REQUIRED)
    template = DEMAND_TEMPLATE
    command = ImportCommand(12, "Demand history: SKU, Location, Date, Quantity, Bucket, No Data.")

    async def preview(
        self, session: ReadSession, *, sheet: Sheet, subject: str, committing: Committing
    ) -> DemandImport:
        """Check a file; raises InvalidInput for missing columns."""
        return await preview_demand(session, sheet, today=committing.today, progress=committing.progress)


DEMAND_IMPORT = DemandImportKind()


def _read(record: Record, known: Mapping[str, ProductRow], vocabulary: Vocabulary, today: date) -> GivenPoint:
    product = product_in(record, "sku", known)
    location = vocabulary.spell(TermKind.LOCATION, record.read_optional("location", plain_text) or MAIN)
    day = record.read("date", calendar_date)
    bucket = record.read_optional("bucket", member_cell(TimeBucket))
    no_data = record.read_optional("no_data", yes_no) or False
    read = record.read_optional if no_data else record.read
    quantity = read("quantity", quantity_cell(QUANTITY))
    if day is not None and day > today:
        record.fault(f"lies in the future; {today} or earlier is accepted", name="date")
    place = None
    if product is not None:
        require_places(record, "quantity", quantity, product)
        if not product.is_active:
            record.fault("is inactive; an active product is accepted", name="sku")
        place = LevelKey(product.id, location)
    point = None
    if place is not None and day is not None and record.is_good:
        point = NewPoint(*place, day, Decimal(0) if quantity is None else quantity, no_data)
    return GivenPoint(record, place, bucket, point)


def _check_buckets(
    given: Sequence[GivenPoint], kept: Mapping[LevelKey, TimeBucket], skus: Mapping[int, str]
) -> dict[LevelKey, TimeBucket]:
    """The bucket of each history: the one it is kept in, else the first that its rows name; others are noted."""
    buckets = dict(kept)
    for one in given:
        if one.place is not None and one.bucket is not None:
            buckets.setdefault(one.place, one.bucket)
    for one in given:
        if one.place is None:
            continue
        bucket = buckets.setdefault(one.place, TimeBucket.DAY)
        if one.bucket not in (None, bucket):
            named = f"the history of {skus[one.place.product_id]} at {one.place.location}"
            one.record.fault(f"{named} is kept by {bucket}; {bucket} is accepted", name="bucket")
        elif one.point is not None and not is_start(one.point.day, bucket):
            one.record.fault(f"is no first day of a {bucket}; {ACCEPTED_STARTS[bucket]} is accepted", name="date")
    return buckets


def _check_repeats(given: Sequence[GivenPoint], skus: Mapping[int, str]) -> None:
    def named(key: tuple[int, str, date]) -> str:
        return f"{skus[key[0]]} at {key[1]} on {key[2]}"

    keys = [(one.record, one.point[:3] if one.point is not None else None) for one in given]
    reject_repeats(keys, named, name="date")


async def _stored(session: ReadSession, points: Sequence[NewPoint]) -> dict[tuple[int, str, date], NewPoint]:
    if not points:
        return {}
    keys = sorted({LevelKey(point.product_id, point.location) for point in points})
    days = [point.day for point in points]
    rows = await demand_points_of(session, keys, since=min(days), until=max(days))
    return {
        (row.product_id, row.location, row.day): NewPoint(
            row.product_id, row.location, row.day, row.quantity, row.is_no_data
        )
        for row in rows
    }


def _sort_in(found: DemandImport, one: GivenPoint, stored: Mapping[tuple[int, str, date], NewPoint]) -> None:
    if not one.record.is_good or one.point is None:
        found.outcome.rejected.append(one.record.rejection())
        return
    old = stored.get(one.point[:3])
    if old == one.point:
        found.outcome.unchanged += 1
        return
    if old is None:
        found.outcome.created += 1
    else:
        found.outcome.updated += 1
    found.points.append(one.point)
