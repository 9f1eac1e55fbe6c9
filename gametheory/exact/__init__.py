"""Equilibria decided and proved in rational arithmetic: nothing is rounded here."""

from .lemke_howson import lemke_howson
from .proof import Proof, Reason, prove
from .sequential import is_sequential
from .verdict import is_equilibrium, regret
from .vertex_enumeration import ExactEquilibria, vertex_enumeration

__all__ = [
    "ExactEquilibria",
    "Proof",
    "Reason",
    "is_equilibrium",
    "is_sequential",
    "lemke_howson",
    "prove",
    "regret",
    "vertex_enumeration",
]
