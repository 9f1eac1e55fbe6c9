"""Games in which a sender who knows a state speaks first, and a receiver replies."""

from .game import SignallingGame

__all__ = ["SignallingGame"]
