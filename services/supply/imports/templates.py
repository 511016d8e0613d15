"""The files of the supply room, to be filled in: products, bills, demand, stock and forecasts."""

from collections.abc import Sequence
from datetime import date

from db.engine import ReadSession
from db.supply.bounds import (
    DAILY_CAPACITY,
    DECIMALS,
    LABOUR_HOURS_PER_UNIT,
    LEAD_TIME_DAYS,
    POSITIVE_QUANTITY,
    QUANTITY,
    SCRAP,
    UNIT_COST,
)
from db.supply.enums import ProductKind, TimeBucket
from db.supply.products import skus_in_use
from services.shared.table import ColumnType as T
from services.shared.templates import LOCATIONS, STAGES, YES_OR_NO, Template, TemplateColumn, Words, next_month

# The first day of a month and a Monday, so that a history may be kept by days, weeks or months.
FIRST_AND_MONDAY = date(2025, 9, 1)


async def _skus(session: ReadSession, _: date, most: int) -> Sequence[str]:
    return await skus_in_use(session, first=ProductKind.FINISHED_GOOD, most=most)


async def _components(session: ReadSession, _: date, most: int) -> Sequence[str]:
    return await skus_in_use(session, first=ProductKind.MATERIAL, most=most)


SKU = TemplateColumn(
    about="The product, by its sku.", example="DOLL-S", words=Words(name="skus", find=_skus, is_closed=True)
)
LOCATION = TemplateColumn(about="Where; MAIN unless told.", example="MAIN", words=LOCATIONS, keeps_example=True)
BUCKETS = Words(name="buckets", fixed=list(TimeBucket), is_closed=True)
UNITS = "units of the product"

PRODUCTS_TEMPLATE = Template(
    title="Products",
    note="One row for each product; one that has the sku already is changed.",
    columns={
        "sku": TemplateColumn(about="What the product goes by.", example="DOLL-S"),
        "name": TemplateColumn(about="What it is called.", example="Doll 20 cm"),
        "unit": TemplateColumn(about="What it is counted in.", example="pcs"),
        "kind": TemplateColumn(
            about="Made to be sold, or used up for it.",
            example=ProductKind.FINISHED_GOOD.value,
            words=Words(name="product_kinds", fixed=list(ProductKind), is_closed=True),
        ),
        "decimals": TemplateColumn(
            about="Decimals its quantities may have; none unless told.", example=0, type=T.INTEGER, bound=DECIMALS
        ),
        "unit_cost": TemplateColumn(
            about="What one unit costs.", example=2.1, type=T.DECIMAL, unit="money", bound=UNIT_COST
        ),
        "currency": TemplateColumn(
            about="The currency of the cost.", example="USD", accepted="a code of three letters, such as USD"
        ),
        "labour_hours_per_unit": TemplateColumn(
            about="Working time in one unit.", example=0.22, type=T.DECIMAL, unit="hours", bound=LABOUR_HOURS_PER_UNIT
        ),
        "labour_skill": TemplateColumn(about="Who can make it.", example="Sewing"),
        "daily_capacity": TemplateColumn(
            about="How much can be made a day.", example=600, type=T.DECIMAL, unit=UNITS, bound=DAILY_CAPACITY
        ),
        "lead_time_days": TemplateColumn(
            about="How long it takes to come.", example=12, type=T.DECIMAL, unit="days", bound=LEAD_TIME_DAYS
        ),
        "is_active": TemplateColumn(about="Whether it is in use; unless told, yes.", example="Y", words=YES_OR_NO),
    },
)

BILLS_TEMPLATE = Template(
    title="Bills of materials",
    note="One row for each component of a product; each bill in the file replaces the one there is, whole.",
    columns={
        "sku": SKU,
        "component": TemplateColumn(
            about="What goes into it, by its sku.",
            example="FABRIC",
            words=Words(name="components", find=_components, is_closed=True),
        ),
        "quantity": TemplateColumn(
            about="How much of it goes into one unit.", example=2, type=T.DECIMAL, bound=POSITIVE_QUANTITY
        ),
        "scrap": TemplateColumn(
            about="The share that is lost.", example=0.04, type=T.NUMBER, unit="fraction or percent", bound=SCRAP
        ),
        "stage": TemplateColumn(about="The step in which it goes in.", example="CUTTING", words=STAGES),
    },
)

DEMAND_TEMPLATE = Template(
    title="Demand",
    note="One row for each day, week or month of a product at a location; one that is there is replaced.",
    columns={
        "sku": SKU,
        "location": LOCATION,
        "date": TemplateColumn(
            about="The day, the Monday of the week, or the first day of the month; not in the future.",
            example=FIRST_AND_MONDAY,
            type=T.DATE,
        ),
        "quantity": TemplateColumn(
            about="What was asked for.", example=1662, type=T.DECIMAL, unit=UNITS, bound=QUANTITY
        ),
        "bucket": TemplateColumn(
            about="How long a figure lasts; of a history that is there as it is kept, of a new one DAY unless told.",
            example=None,
            words=BUCKETS,
        ),
        "no_data": TemplateColumn(about="Y where nothing was recorded.", example=None, words=YES_OR_NO),
    },
)

STOCK_TEMPLATE = Template(
    title="Stock",
    note="One row for each count of a product at a location: what was found is what is on hand at the end of that day.",
    columns={
        "sku": SKU,
        "location": LOCATION,
        "quantity": TemplateColumn(about="What was counted.", example=1365, type=T.DECIMAL, unit=UNITS, bound=QUANTITY),
        "counted_on": TemplateColumn(
            about="The day of the count; today unless told.", example=lambda today: today, type=T.DATE
        ),
    },
)

SUPPLY_FORECAST_TEMPLATE = Template(
    title="Supply forecast",
    note="One row for each day, week or month of a forecast; rows of one sku, location and name are one forecast.",
    columns={
        "sku": SKU,
        "location": LOCATION,
        "name": TemplateColumn(about="What the forecast is called.", example="First estimate of the year"),
        "bucket": TemplateColumn(about="How long a value lasts.", example=TimeBucket.MONTH.value, words=BUCKETS),
        "start": TemplateColumn(
            about="The first day of the bucket.", example=lambda today: next_month(today).start, type=T.DATE
        ),
        "quantity": TemplateColumn(about="What is expected.", example=1200, type=T.DECIMAL, unit=UNITS, bound=QUANTITY),
        "lower": TemplateColumn(
            about="What it will hardly fall below.", example=1000, type=T.DECIMAL, unit=UNITS, bound=QUANTITY
        ),
        "upper": TemplateColumn(
            about="What it will hardly rise above.", example=1400, type=T.DECIMAL, unit=UNITS, bound=QUANTITY
        ),
    },
)
