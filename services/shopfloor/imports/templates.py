"""The files of the shop floor, to be filled in: work orders and daily production."""

from collections.abc import Sequence
from datetime import date, timedelta

from db.engine import ReadSession
from db.shopfloor.bounds import ALLOWANCE
from db.shopfloor.enums import MaterialConsumption
from db.shopfloor.work_orders import numbers_in_work
from db.supply.bounds import POSITIVE_QUANTITY, QUANTITY
from services.shared.table import ColumnType as T
from services.shared.templates import DEPARTMENTS, STAGES, YES_OR_NO, Template, TemplateColumn, Words
from services.shopfloor.production.record_production import LONGEST_NOTE
from services.supply.imports.templates import LOCATION, SKU, UNITS


async def _numbers(session: ReadSession, today: date, most: int) -> Sequence[str]:
    return await numbers_in_work(session, today, most=most)


WORK_ORDERS_TEMPLATE = Template(
    title="Work orders",
    note="One row for each work order; of one that is there and not started, target and deadline are changed.",
    columns={
        "number": TemplateColumn(about="The order's number (SPK).", example="SPK-90001"),
        "sku": SKU,
        "department": TemplateColumn(about="Who makes it.", example="Sewing", words=DEPARTMENTS),
        "stage": TemplateColumn(about="Which step of making it is.", example="SEWING", words=STAGES),
        "target_qty": TemplateColumn(
            about="How much is to be made.", example=2000, type=T.DECIMAL, unit=UNITS, bound=POSITIVE_QUANTITY
        ),
        "planned_start": TemplateColumn(about="The first day.", example=lambda today: today, type=T.DATE),
        "deadline": TemplateColumn(
            about="The last day.", example=lambda today: today + timedelta(days=14), type=T.DATE
        ),
        "produces_stock": TemplateColumn(
            about="Whether output goes to stock; unless told, no.", example="N", words=YES_OR_NO
        ),
        "overproduction_allowance": TemplateColumn(
            about="How much more may be made, as a share of the target; as it is set unless told.",
            example=0.05,
            type=T.NUMBER,
            unit="fraction or percent",
            bound=ALLOWANCE,
        ),
        "location": LOCATION,
        "consumption": TemplateColumn(
            about="Whether output takes its materials by itself; MANUAL unless told.",
            example=MaterialConsumption.MANUAL.value,
            words=Words(name="consumptions", fixed=list(MaterialConsumption), is_closed=True),
        ),
    },
)

PRODUCTION_TEMPLATE = Template(
    title="Daily production",
    note="One row for each work order and day; an entry that is there is replaced.",
    columns={
        "number": TemplateColumn(
            about="The work order, by its number.",
            example="SPK-90001",
            words=Words(name="work_orders", find=_numbers, is_closed=True),
        ),
        "date": TemplateColumn(
            about="The day, from the planned start on; not in the future.", example=lambda today: today, type=T.DATE
        ),
        "quantity": TemplateColumn(about="Good output.", example=12, type=T.DECIMAL, unit=UNITS, bound=QUANTITY),
        "scrap": TemplateColumn(
            about="Output that is no good; none unless told.", example=1, type=T.DECIMAL, unit=UNITS, bound=QUANTITY
        ),
        "notes": TemplateColumn(
            about="Whatever is to be known.",
            example="Needle changed",
            accepted=f"text of at most {LONGEST_NOTE} characters",
        ),
    },
)
