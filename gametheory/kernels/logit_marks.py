"""Codes of the points of a branch."""

PLAIN, TURNING, CROSSED = 0, 1, 2
"""On the way; where the precision turns; the first point after a bifurcation."""
FULL = -1
"""The status of a branch for which there was no room."""
