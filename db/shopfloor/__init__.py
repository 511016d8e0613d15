"""Memory of the shop floor: work orders, daily production, changes of orders, and material debts."""
