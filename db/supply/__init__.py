"""Memory of supply planning: products, their demand, forecasts, plans, safety stocks and inventory."""
