"""What supply planning does: products, forecasts, plans, safety stocks and inventory."""
