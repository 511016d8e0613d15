"""The rooms there are, in the one order of every floor: a room may use those before it. A new room is one line here."""

from resolvers.forecast.room import ROOM as FORECAST
from resolvers.rooms import House
from resolvers.shared.room import ROOM as SHARED
from resolvers.shopfloor.room import ROOM as SHOPFLOOR
from resolvers.supply.room import ROOM as SUPPLY
from resolvers.workforce.room import ROOM as WORKFORCE

HOUSE = House((SHARED, FORECAST, WORKFORCE, SUPPLY, SHOPFLOOR))
