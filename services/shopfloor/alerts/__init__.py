"""Alerts: what figures say, how an alert goes on from there, when that is asked, and who hears of it."""
