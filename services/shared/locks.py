"""The locks that transactions of one tenant take, and the order in which everybody takes them.

1. PLAN. Who places people, or writes what only some of them depend on, shares it; who changes what all assignments
   depend on – tiers, months and weeks, imports, committed previews – holds it alone.
2. TARGETS, with demand and week, by who counts the people there and then makes up the difference.
3. PLACEHOLDERS, by who picks among the free ones.
4. BILLS, by who changes what products are made of and then looks for circles.
5. The row of a recommendation, by who decides about it.
6. SAFETY_STOCKS, with product and location, by who makes one of them the active one.
7. FORECASTS, with product and location, by who changes one of them or makes it the active one.
8. The rows of the people concerned, by id (`locked_resources`), or of the products (`locked_products`).
9. The counter row that placeholders are numbered from, and whatever else a statement writes.
10. ALERTS, last of all, before the commit: shared by who evaluates some work orders, levels and debts, of which each is
    then held by its own name, and alone by who evaluates all of them.

Who takes a lock takes none of an earlier line afterwards: two that wait for each other would both wait for ever. A
transaction that holds a lock may take it again.
"""

PLAN = "plan"
TARGETS = "targets"
PLACEHOLDERS = "placeholders"
BILLS = "bills"
SAFETY_STOCKS = "safety stocks"
FORECASTS = "forecasts"
ALERTS = "alerts"
