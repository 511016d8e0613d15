"""Approvals of what somebody asked for."""

from datetime import datetime

import strawberry

from db.shopfloor.enums import ShopFloorScope
from schema.shared.noun import noun


@noun(description="An approval that was given.", scopes=(ShopFloorScope.SHOP_FLOOR,))
class Approval:
    """Who approved, and when."""

    by: str = strawberry.field(description="Who gave it.")
    at: datetime = strawberry.field(description="When.")
    note: str | None = strawberry.field(description="What was noted with it.")
