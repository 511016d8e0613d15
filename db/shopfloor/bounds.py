"""Which numbers the shop floor takes; its quantities are those of the supply room."""

from db.shared.bounds import Bound

ALLOWANCE = Bound(least=0, most=1, places=4)
"""How much more than the target may be made, as a fraction of it."""
