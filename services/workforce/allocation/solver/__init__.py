"""The optimisation of allocations, in a process of its own."""
