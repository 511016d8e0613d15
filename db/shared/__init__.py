"""Tables every room stands on: tenants and spellings."""
