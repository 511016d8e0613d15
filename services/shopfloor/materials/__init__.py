"""What work orders take: their components, and what of stock is put aside for them."""
