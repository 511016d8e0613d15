"""The kinds of previews of this room."""

from services.shared.commit_once import AnyCommitKind
from services.shopfloor.imports.daily_production import PRODUCTION_IMPORT
from services.shopfloor.imports.work_orders import WORK_ORDERS_IMPORT

KINDS: tuple[AnyCommitKind, ...] = (WORK_ORDERS_IMPORT, PRODUCTION_IMPORT)
