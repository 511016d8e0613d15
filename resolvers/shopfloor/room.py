"""What the shop floor brings: work orders, daily production, dashboards, alerts, changes with four eyes, and debts."""

from resolvers.rooms import Room
from resolvers.shopfloor.loaders import LOADERS
from resolvers.shopfloor.reports import REPORTS
from services.shopfloor.verify import verify

ROOM = Room(name="shopfloor", loaders=LOADERS, reports=REPORTS, verifications=[verify])
