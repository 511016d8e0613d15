"""How close the server comes to what its stack allows: python -m benchmarks."""
