"""Equilibrium solvers for batches of games."""
