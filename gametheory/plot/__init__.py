"""Figures as in textbooks, readable in grey. Needs the extra ``lab``, which brings matplotlib."""

from .tree import draw_tree

__all__ = ["draw_tree"]
