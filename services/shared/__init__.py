"""Rules every room stands on: access, calendar, refusals, flat tables."""
