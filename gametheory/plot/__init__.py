"""Figures as in textbooks, readable in grey. Needs the extra ``lab``, which brings matplotlib."""

from .beliefs import belief_intervals, draw_beliefs
from .regions import boundary_line, draw_regions
from .signalling import draw_signalling
from .tree import draw_tree

__all__ = ["belief_intervals", "boundary_line", "draw_beliefs", "draw_regions", "draw_signalling", "draw_tree"]
