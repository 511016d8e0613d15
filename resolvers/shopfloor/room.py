"""What the shop floor brings: work orders, daily production, dashboards, alerts, changes with four eyes, and debts."""

from resolvers.rooms import Room
from resolvers.shopfloor.loaders import LOADERS
from services.shopfloor.alerts.follow import follow

ROOM = Room(name="shopfloor", loaders=LOADERS, followers=[follow])
