"""The supply room's nouns: products, demand, forecasts, plans, safety stocks, stock, recommendations."""
