"""What stock is allowed once a debt allows less: no day may end further below nothing than other debts let it."""

from decimal import Decimal

from db.engine import WriteSession
from db.shared.ledger import Since
from db.shopfloor.debt_rows import MaterialDebtRow
from db.supply.movements import short_days
from db.supply.shop_floor import allowance_steps
from db.touched import Touched
from services.shared.errors import InsufficientStock
from services.shared.quantities import plain
from services.supply.stock.entering import Held


async def require_enough(
    session: WriteSession, debt: MaterialDebtRow, level: Held, since: Since, quantity: Decimal
) -> None:
    """Raise InsufficientStock, with the first such day, where stock needs what a debt no longer allows.

    Asked by who holds the level, once the debt's row says so.
    """
    session.touched.note(Touched.LEVELS, [level.id])
    steps = await allowance_steps(session, [level.id])
    for row in await short_days(session, [since], steps=steps):
        raise InsufficientStock(
            f"stock of {level.sku} at {level.location} needs {debt.number}: it would end {row.day} at"
            f" {plain(row.closing)}, and {plain(row.allowance)} below nothing would be allowed",
            ("id",),
            sku=level.sku,
            location=level.location,
            on=row.day,
            requested=quantity,
            available=row.closing,
            allowance=row.allowance,
        )
