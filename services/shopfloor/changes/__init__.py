"""Changes of work orders: asked for by one, decided by others, and carried out."""
