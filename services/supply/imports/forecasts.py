"""Importing forecasts: a draft for each product, location and name of a file, with a row for each bucket.

A draft of the same name, bucket and horizon that is there already takes the values of the file.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from db.engine import ReadSession, WriteSession
from db.freeing import FreedInPieces
from db.shared.enums import Permission, TermKind
from db.supply.bounds import QUANTITY
from db.supply.enums import MOST_BUCKETS, TimeBucket
from db.supply.forecast_rows import SupplyForecastRow
from db.supply.forecasts import NewValue, drafts_of_products, forget_measures, values_of, write_values
from db.supply.products import products_by_sku_keys
from db.supply.rows import ProductRow
from services.shared.commit_once import Committing
from services.shared.file_cells import CellKinds
from services.shared.import_kinds import ImportCommand, ImportKind
from services.shared.imports import ImportOutcome, Record, Records, plain_text, reject_repeats
from services.shared.progress import Progress, silent
from services.shared.quantities import plain
from services.shared.text import key, shown, some
from services.shared.vocabulary import Vocabulary
from services.supply.demand.buckets import (
    ACCEPTED_STARTS,
    FIRST_DAY,
    LAST_DAY,
    bucket_end,
    bucket_label,
    is_start,
)
from services.supply.forecasts.create_forecast import Draft, create_forecasts
from services.supply.forecasts.values import Horizon, Value
from services.supply.imports.cells import member_cell, product_in, quantity_cell, require_places, sku_keys_in
from services.supply.imports.templates import SUPPLY_FORECAST_TEMPLATE
from services.supply.locations import MAIN
from sheets.cells import calendar_date
from sheets.columns import Headings
from sheets.sheet import Sheet

COLUMNS = {
    "sku": ("SKU", "Product"),
    "location": ("Location",),
    "name": ("Name", "Forecast"),
    "bucket": ("Bucket",),
    "start": ("Start", "Date"),
    "quantity": ("Quantity",),
    "lower": ("Lower",),
    "upper": ("Upper",),
}
REQUIRED = {"sku", "name", "bucket", "start", "quantity"}
CELLS = CellKinds(decimal={"quantity", "lower", "upper"}, dates={"start"}, identifiers={"sku"})


class Named(NamedTuple):
    """What a draft of a file goes by."""

    product_id: int
    location: str
    name_key: str


class GivenValue(NamedTuple):
    """A row of the file: the draft it belongs to, where it names one, and its value where all of it is good."""

    record: Record
    product: ProductRow | None
    name: str
    named: Named | None
    bucket: TimeBucket | None
    value: Value | None


@dataclass
class ForecastImport(FreedInPieces):
    """Drafts ready to be made, with the row that each begins in, and values of drafts that are there."""

    outcome: ImportOutcome
    vocabulary: Vocabulary
    drafts: list[tuple[int, Draft]] = field(default_factory=list)
    values: list[NewValue] = field(default_factory=list)

    @property
    def plan(self) -> object:
        """Everything a commit would write."""
        return self.drafts, self.values

    async def commit(self, session: WriteSession, *, progress: Progress = silent) -> None:
        """Make the drafts and write the values."""
        progress("Writing forecasts", 0, len(self.drafts))
        await self.vocabulary.save(session)
        paths = [("file", str(row)) for row, _ in self.drafts]
        await create_forecasts(session, drafts=[draft for _, draft in self.drafts], paths=paths)
        await write_values(session, self.values)
        await forget_measures(session, {value.forecast_id for value in self.values})
        progress("Writing forecasts", len(self.drafts), len(self.drafts))


async def preview_forecasts(session: ReadSession, sheet: Sheet, *, progress: Progress = silent) -> ForecastImport:
    """Check a file of forecasts; raises InvalidInput for missing columns. A bad row rejects its forecast."""
    records = Records.matched(sheet, wanted=COLUMNS, required=REQUIRED, kinds=CELLS)
    found = ForecastImport(ImportOutcome(ignored_columns=records.ignored), await Vocabulary.load(session))
    rows = list(records)
    known = {row.sku_key: row for row in await products_by_sku_keys(session, sku_keys_in(rows, "sku"))}
    given = []
    for number, record in enumerate(rows, start=1):
        if number % 1000 == 0 or number == len(rows):
            progress("Checking forecasts", number, len(rows))
        given.append(_read(record, known, found.vocabulary))
    _check_buckets(given)
    _check_repeats(given)
    _check_horizons(given)
    _reject_forecasts(given)
    found.outcome.rejected = [one.record.rejection() for one in given if not one.record.is_good]
    await _sort_in(session, found, _by_draft(one for one in given if one.record.is_good))
    records.describe(found.outcome)
    return found


class ForecastImportKind(ImportKind[ForecastImport]):
    """Forecasts of demand for products."""

    name = "SUPPLY_FORECAST_IMPORT"
    committed_by = "commitImport"
    permissions = (Permission.SUPPLY_EDIT,)
    label = "supply-forecast"
    headings = Headings(COLUMNS, REQUIRED)
    template = SUPPLY_FORECAST_TEMPLATE
    command = ImportCommand(14, "Forecasts, as drafts: SKU, Location, Name, Bucket, Start, Quantity, Lower, Upper.")

    async def preview(
        self, session: ReadSession, *, sheet: Sheet, subject: str, committing: Committing
    ) -> ForecastImport:
        """Check a file; raises InvalidInput for missing columns."""
        return await preview_forecasts(session, sheet, progress=committing.progress)


SUPPLY_FORECAST_IMPORT = ForecastImportKind()


def _read(record: Record, known: Mapping[str, ProductRow], vocabulary: Vocabulary) -> GivenValue:
    product = product_in(record, "sku", known)
    location = vocabulary.spell(TermKind.LOCATION, record.read_optional("location", plain_text) or MAIN)
    name = shown(record.read("name", plain_text) or "")
    bucket = record.read("bucket", member_cell(TimeBucket))
    start = record.read("start", calendar_date)
    if start is not None and not FIRST_DAY <= start <= LAST_DAY:
        record.fault(f"is not accepted; {FIRST_DAY} to {LAST_DAY} is accepted", name="start")
    quantity = record.read("quantity", quantity_cell(QUANTITY))
    lower = record.read_optional("lower", quantity_cell(QUANTITY))
    upper = record.read_optional("upper", quantity_cell(QUANTITY))
    value = None
    if start is not None and quantity is not None:
        value = Value(start, quantity, lower, upper)
        _check_interval(record, value)
    if product is None:
        return GivenValue(record, None, name, None, bucket, None)
    if not product.is_active:
        record.fault("is inactive; an active product is accepted", name="sku")
    for column in ("quantity", "lower", "upper"):
        require_places(record, column, getattr(value, column, None), product)
    return GivenValue(record, product, name, Named(product.id, location, key(name)) if name else None, bucket, value)


def _check_interval(record: Record, value: Value) -> None:
    if value.lower is not None and value.lower > value.quantity:
        record.fault(f"is above the quantity; at most {plain(value.quantity)} is accepted", name="lower")
    if value.upper is not None and value.upper < value.quantity:
        record.fault(f"is below the quantity; at least {plain(value.quantity)} is accepted", name="upper")


def _by_draft(given: Iterable[GivenValue]) -> dict[Named, list[GivenValue]]:
    """Rows by the draft they belong to; those that name none are left out."""
    found: dict[Named, list[GivenValue]] = defaultdict(list)
    for one in given:
        if one.named is not None:
            found[one.named].append(one)
    return found


def _check_buckets(given: Sequence[GivenValue]) -> None:
    """Note rows of another bucket than the first of their draft, and starts on no border of it."""
    for rows in _by_draft(given).values():
        bucket = next((one.bucket for one in rows if one.bucket is not None), None)
        for one in rows:
            if one.bucket is not None and one.bucket is not bucket:
                one.record.fault(f"the rows before have {bucket}; {bucket} is accepted", name="bucket")
            elif one.bucket is not None and one.value is not None and not is_start(one.value.start, one.bucket):
                accepted = ACCEPTED_STARTS[one.bucket]
                one.record.fault(f"is no first day of a {one.bucket}; {accepted} is accepted", name="start")


def _check_repeats(given: Sequence[GivenValue]) -> None:
    keys = [(one.record, (*one.named, one.value.start) if one.named and one.value else None) for one in given]
    names = {one.named: f"{one.name} of {one.product.sku}" for one in given if one.named and one.product}
    reject_repeats(keys, lambda found: f"{found[3]} of {names[Named(*found[:3])]}", name="start")


def _check_horizons(given: Sequence[GivenValue]) -> None:
    """Note on every row of a draft that lacks buckets between its first and its last, or has too many."""
    for rows in _by_draft(given).values():
        if all(one.record.is_good for one in rows) and (reason := _incomplete(_horizon(rows), rows)):
            for one in rows:
                one.record.fault(reason, name="name")


def _incomplete(horizon: Horizon, rows: Sequence[GivenValue]) -> str | None:
    if horizon.buckets > MOST_BUCKETS:
        return f"the forecast has {horizon.buckets:,} buckets; at most {MOST_BUCKETS} are accepted"
    starts = {one.value.start for one in rows if one.value is not None}
    missing = [bucket_label(start, horizon.bucket) for start in horizon.starts() if start not in starts]
    return (
        f"the forecast has no row for {some(missing)}; one for each {horizon.bucket} is accepted" if missing else None
    )


def _reject_forecasts(given: Sequence[GivenValue]) -> None:
    """Note on every good row of a forecast with a bad one that it is not applied either."""
    for rows in _by_draft(given).values():
        bad = next((one.record.number for one in rows if not one.record.is_good), None)
        for one in rows:
            if bad is not None and one.record.is_good:
                told = f"row {bad} of the same forecast is rejected; a forecast is accepted whole"
                one.record.fault(told, name="name")


async def _sort_in(session: ReadSession, found: ForecastImport, by_draft: Mapping[Named, list[GivenValue]]) -> None:
    """New drafts, and the values that are others than those of drafts there are."""
    stored: dict[tuple[Named, Horizon], SupplyForecastRow] = {}
    for row in await drafts_of_products(session, {named.product_id for named in by_draft}):
        named = Named(row.product_id, row.location, key(row.name))
        stored[named, Horizon(row.bucket, row.horizon_start, row.horizon_end)] = row
    matched = {named: stored.get((named, _horizon(rows))) for named, rows in by_draft.items()}
    kept: dict[int, dict[date, Value]] = defaultdict(dict)
    for one in await values_of(session, [row.id for row in matched.values() if row is not None]):
        kept[one.forecast_id][one.start] = Value(one.start, one.quantity, one.lower, one.upper)
    for named, rows in by_draft.items():
        values = [one.value for one in rows if one.value is not None]
        if (there := matched[named]) is None:
            found.outcome.created += len(rows)
            found.drafts.append((rows[0].record.number, _draft(rows, values)))
            continue
        other = [value for value in values if kept[there.id].get(value.start) != value]
        found.outcome.updated += len(other)
        found.outcome.unchanged += len(values) - len(other)
        found.values += [NewValue(there.id, *value) for value in other]


def _horizon(rows: Sequence[GivenValue]) -> Horizon:
    starts = [one.value.start for one in rows if one.value is not None]
    bucket = rows[0].bucket
    assert bucket is not None  # the row is good
    return Horizon(bucket, min(starts), bucket_end(max(starts), bucket))


def _draft(rows: Sequence[GivenValue], values: Sequence[Value]) -> Draft:
    first, horizon = rows[0], _horizon(rows)
    assert first.product is not None  # and so is its draft
    assert first.named is not None
    return Draft(
        sku=first.product.sku,
        location=first.named.location,
        name=first.name,
        bucket=horizon.bucket,
        horizon_start=horizon.start,
        horizon_end=horizon.end,
        values=sorted(values),
    )
