"""How work orders are getting on: behind, at risk, late."""
