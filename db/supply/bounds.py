"""Which numbers the supply room takes; quantities have at most fourteen digits before the point and four after it."""

from db.shared.bounds import Bound

MOST = 10**14
QUANTITY = Bound(least=0, below=MOST, places=4)
POSITIVE_QUANTITY = Bound(above=0, below=MOST, places=4)
SIGNED_QUANTITY = Bound(above=-MOST, below=MOST, places=4)
"""Of a change: what a movement adds or takes."""
MOST_MOVED = 10**24
"""Below this is what one movement can be of: a bill may multiply quantities of products."""
UNIT_COST = QUANTITY
DECIMALS = Bound(least=0, most=4, places=0)
LEAD_TIME_DAYS = Bound(least=0, most=3_650, places=4)
LEAD_TIME_DEVIATION = LEAD_TIME_DAYS
REVIEW_DAYS = LEAD_TIME_DAYS
FIXED_DAYS = LEAD_TIME_DAYS
DAILY_CAPACITY = POSITIVE_QUANTITY
LABOUR_HOURS_PER_UNIT = Bound(least=0, most=10_000, places=4)
SCRAP = Bound(least=0, below=1)
CONFIDENCE = Bound(least=0, most=1)
INTERVAL_LEVEL = Bound(above=0, below=1)
COMPLETION = Bound(least=0, most=100, places=2)
