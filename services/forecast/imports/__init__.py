"""Files of forecasts."""
