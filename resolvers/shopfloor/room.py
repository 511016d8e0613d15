"""What the shop floor brings: work orders, daily production, dashboards, alerts, changes with four eyes, and debts."""

from resolvers.rooms import Chapter, Room
from resolvers.shopfloor.dashboard_reports import DASHBOARD_REPORTS
from resolvers.shopfloor.loaders import LOADERS
from resolvers.shopfloor.queries.dashboards import DashboardQuery
from resolvers.shopfloor.reports import REPORTS
from services.shopfloor.verify import verify

ROOM = Room(
    name="shopfloor",
    queries=[
        Chapter(220, DashboardQuery),
    ],
    loaders=LOADERS,
    reports=[*REPORTS, *DASHBOARD_REPORTS],
    verifications=[verify],
)
