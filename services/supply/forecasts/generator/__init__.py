"""Forecasts from a demand history: named models, how each would have done, intervals; run by a confined child."""
