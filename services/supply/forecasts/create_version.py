"""Making the next version of a forecast."""

from db.engine import WriteSession
from db.supply.enums import SupplyForecastStatus
from db.supply.forecasts import copy_values, highest_version, insert_forecast
from services.shared.inputs import Inputs
from services.supply.forecasts.hold_forecast import hold_forecast
from services.supply.products.find_product import require_active

COPIED = (
    "number", "name", "product_id", "sku_sort", "location", "bucket", "horizon_start", "horizon_end", "method",
    "model_name", "model_version", "suggestion_id", "confidence", "reasoning", "interval_level", "notes", "trials",
)  # fmt: skip


async def create_version(session: WriteSession, *, id: int | None, name: str | None) -> int:
    """Copy a forecast, whatever its status, into a draft that has it as parent; returns the draft's id.

    Its version is the family's highest one and one more. Without a name it has its parent's. Raises NotFound,
    NotAllowedInState for an inactive product, and Refusals of InvalidInput for the name.
    """
    inputs = Inputs()
    named = {} if name is None else {"name": inputs.text("name", name)}
    held = await hold_forecast(session, id)
    inputs.refuse()
    require_active(held.product, ("id",))
    parent = held.forecast
    copied = {column: getattr(parent, column) for column in COPIED}
    version = 1 + await highest_version(session, parent.number)
    own = {"version": version, "parent_id": parent.id, "status": SupplyForecastStatus.DRAFT}
    draft = await insert_forecast(session, {**copied, **named, **own})
    await copy_values(session, parent.id, to=draft.id)
    return draft.id
