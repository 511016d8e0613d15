"""What the shop floor brings: work orders, daily production, dashboards, alerts, changes with four eyes, and debts."""

from db.shopfloor.alerts import tenants_due
from resolvers.rooms import Chapter, Room, Round
from resolvers.shopfloor.alert_subscriptions import AlertSubscription
from resolvers.shopfloor.dashboard_reports import DASHBOARD_REPORTS
from resolvers.shopfloor.loaders import LOADERS
from resolvers.shopfloor.mutations.alerts import AlertMutation
from resolvers.shopfloor.mutations.changes import ChangeMutation
from resolvers.shopfloor.mutations.debts import DebtMutation
from resolvers.shopfloor.mutations.imports import FloorImportMutation
from resolvers.shopfloor.mutations.materials import MaterialMutation
from resolvers.shopfloor.mutations.orders import OrderMutation
from resolvers.shopfloor.mutations.production import ProductionMutation
from resolvers.shopfloor.order_subscriptions import OrderSubscription
from resolvers.shopfloor.queries.alerts import AlertQuery
from resolvers.shopfloor.queries.changes import ChangeQuery
from resolvers.shopfloor.queries.dashboards import DashboardQuery
from resolvers.shopfloor.queries.debts import DebtQuery
from resolvers.shopfloor.queries.orders import OrderQuery
from resolvers.shopfloor.queries.production import ProductionQuery
from resolvers.shopfloor.reports import REPORTS
from services.shopfloor.alerts.follow import follow
from services.shopfloor.alerts.rounds import go_round
from services.shopfloor.alerts.verify import notice_alerts, verify_stock_alerts
from services.shopfloor.kinds import KINDS
from services.shopfloor.materials.verify import verify_put_aside
from services.shopfloor.orders.heard import tell_of_orders
from services.shopfloor.verify import verify

ROOM = Room(
    name="shopfloor",
    queries=[
        Chapter(200, OrderQuery),
        Chapter(210, ProductionQuery),
        Chapter(220, DashboardQuery),
        Chapter(230, AlertQuery),
        Chapter(240, ChangeQuery),
        Chapter(250, DebtQuery),
    ],
    mutations=[
        Chapter(200, OrderMutation),
        Chapter(205, MaterialMutation),
        Chapter(210, ProductionMutation),
        Chapter(230, AlertMutation),
        Chapter(240, ChangeMutation),
        Chapter(250, DebtMutation),
        Chapter(260, FloorImportMutation),
    ],
    subscriptions=[
        Chapter(200, OrderSubscription),
        Chapter(230, AlertSubscription),
    ],
    loaders=LOADERS,
    kinds=KINDS,
    reports=[*DASHBOARD_REPORTS, *REPORTS],
    verifications=[verify_put_aside, verify, verify_stock_alerts],
    notices=[notice_alerts],
    followers=[tell_of_orders, follow],
    rounds=[Round(tenants_due, go_round)],
)
