"""Equilibria decided and proved in rational arithmetic: nothing is rounded here."""

from .lemke_howson import lemke_howson
from .proof import Proof, Reason, prove
from .verdict import is_equilibrium, regret

__all__ = ["Proof", "Reason", "is_equilibrium", "lemke_howson", "prove", "regret"]
