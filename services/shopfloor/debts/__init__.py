"""Material debts: leave to use material that is not there, asked for, decided by others, paid back or given back."""
