"""Files of supply planning: products, bills of materials, demand, stock and forecasts."""
