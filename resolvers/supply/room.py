"""What the supply room brings: products, their demand, forecasts, plans, safety stocks and inventory."""

from resolvers.rooms import Room
from resolvers.supply.loaders import LOADERS
from services.supply.kinds import KINDS
from services.supply.verify import verify

ROOM = Room(
    name="supply",
    loaders=LOADERS,
    kinds=KINDS,
    verifications=[verify],
)
