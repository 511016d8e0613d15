"""What is asked for on the shop floor and decided by others: the life that changes and debts have in common."""
