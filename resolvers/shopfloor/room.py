"""What the shop floor brings: work orders, daily production, dashboards, alerts, changes with four eyes, and debts."""

from db.shopfloor.alerts import tenants_due
from resolvers.rooms import Chapter, Room, Round
from resolvers.shopfloor.alert_subscriptions import AlertSubscription
from resolvers.shopfloor.dashboard_reports import DASHBOARD_REPORTS
from resolvers.shopfloor.loaders import LOADERS
from resolvers.shopfloor.mutations.alerts import AlertMutation
from resolvers.shopfloor.mutations.debts import DebtMutation
from resolvers.shopfloor.mutations.materials import MaterialMutation
from resolvers.shopfloor.queries.alerts import AlertQuery
from resolvers.shopfloor.queries.dashboards import DashboardQuery
from resolvers.shopfloor.queries.debts import DebtQuery
from services.shopfloor.alerts.follow import follow
from services.shopfloor.alerts.rounds import go_round
from services.shopfloor.alerts.verify import notice_alerts, verify_stock_alerts
from services.shopfloor.materials.verify import verify_put_aside

ROOM = Room(
    name="shopfloor",
    queries=[
        Chapter(220, DashboardQuery),
        Chapter(230, AlertQuery),
        Chapter(250, DebtQuery),
    ],
    mutations=[
        Chapter(205, MaterialMutation),
        Chapter(230, AlertMutation),
        Chapter(250, DebtMutation),
    ],
    subscriptions=[
        Chapter(230, AlertSubscription),
    ],
    loaders=LOADERS,
    reports=DASHBOARD_REPORTS,
    verifications=[verify_put_aside, verify_stock_alerts],
    notices=[notice_alerts],
    followers=[follow],
    rounds=[Round(tenants_due, go_round)],
)
