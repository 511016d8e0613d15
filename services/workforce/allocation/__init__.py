"""Allocating people to demands: an optimisation with a proven bound, pure, and the process that carries it out."""
