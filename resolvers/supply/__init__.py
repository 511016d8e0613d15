"""The supply room's doors: products, demand, forecasts, plans, safety stocks, stock, recommendations."""
