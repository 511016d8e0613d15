"""Rules of the shop floor: work orders, daily production, health, alerts, changes and material debts."""
