"""Example operations, one folder a room: listed in GraphiQL and ready as tabs there, and run as tests."""

# What GraphiQL shows at the first visit: something to look at in each room, and something to listen to.
FIRST_TABS = (
    "workforce/capacity_tree",
    "forecast/records",
    "supply/planning_overview",
    "shopfloor/ppic_dashboard",
    "workforce/capacity_changed",
)
