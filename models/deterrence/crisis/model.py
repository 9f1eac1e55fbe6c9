"""The crisis after a leadership strike: Iran replies, Americans may die, the United States stops or escalates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from deterrence.checks import one_of
from deterrence.crisis.parameters import CRISIS_PARAMETERS, JANUARY_2020
from deterrence.model import Model
from deterrence.parameters import Number, ParameterError, Primitives, parameter
from gametheory.arguments import real_numbers, shown

TYPES = ("limited", "escalatory")
"""What Iran knows of itself."""

REPLIES = ("none", "telegraphed", "full")
"""What Iran chooses, from the mildest to the gravest."""

RESPONSES = ("stop", "leave", "escalate")
"""What the United States chooses then."""

LIMITED, ESCALATORY = range(2)
NONE, TELEGRAPHED, FULL = range(3)
STOP, LEAVE, ESCALATE = range(3)

_OWN = CRISIS_PARAMETERS


@dataclass(frozen=True, eq=False)
class Crisis(Model):
    r"""Iran answers a leadership strike with nothing, a telegraphed or a full strike; the US stops or escalates.

    Iran is limited or escalatory (:math:`\pi`) and knows which. Its reply m kills Americans with the chance
    :math:`\varepsilon_m` (0, :math:`\varepsilon_1`, :math:`\varepsilon_2`), whatever its type. The US sees the
    reply and the deaths. To stop costs it S if Iran is escalatory, to escalate W; if Americans died, not escalating
    also costs :math:`\psi`, known to the US alone and uniform on :math:`[0, W/(1 - q_0)]`. Iran gets
    :math:`-F_0`, :math:`-(1-\rho) F_0` or 0 (and G if escalatory) by its reply, less :math:`c_L` or :math:`c_E`
    if there is war. With ``exit_cost``, the US may also leave.

    The private cost integrates out: at the belief :math:`\mu` that Iran is escalatory, war follows the reply m
    with the chance :meth:`war_chance`. What is left is a game of a sender with two types.

    Fields may hold numbers, arrays, DataArrays (axes of a sweep) or SymPy expressions; readings of DataArrays
    are DataArrays.

    Raises
    ------
    ParameterError
        If a field lies outside the range of its parameter, or war costs the escalatory type no less.

    Examples
    --------
    >>> from deterrence.crisis import crisis_equilibria, equilibrium_names, war_bounds
    >>> model = Crisis.january_2020()
    >>> found = crisis_equilibria(model)
    >>> equilibrium_names(found)
    ('telegraphed | full', 'full | full')
    >>> low, high, _ = war_bounds(model)
    >>> round(float(low), 4), round(float(high), 4)
    (0.3105, 0.3375)
    """

    face_loss: Number = parameter(_OWN["face_loss"])
    face_restored: Number = parameter(_OWN["face_restored"])
    full_gain: Number = parameter(_OWN["full_gain"])
    limited_war_cost: Number = parameter(_OWN["limited_war_cost"])
    escalatory_war_cost: Number = parameter(_OWN["escalatory_war_cost"])
    escalatory_prior: Number = parameter(_OWN["escalatory_prior"])
    telegraphed_deaths: Number = parameter(_OWN["telegraphed_deaths"])
    full_deaths: Number = parameter(_OWN["full_deaths"])
    war_cost: Number = parameter("war_cost")
    later_cost: Number = parameter(_OWN["later_cost"])
    escalation_chance: Number = parameter(_OWN["escalation_chance"])
    exit_cost: Number = parameter(_OWN["exit_cost"])

    def __post_init__(self) -> None:
        super().__post_init__()
        limited, escalatory = self.limited_war_cost, self.escalatory_war_cost
        if hasattr(limited, "free_symbols") or hasattr(escalatory, "free_symbols"):
            return
        if not np.all(np.asarray(escalatory < limited)):
            raise ParameterError(
                "escalatory_war_cost (c_E) needs to be below limited_war_cost (c_L) everywhere: which type gives the "
                "graver reply rests on it."
            )

    @classmethod
    def january_2020(cls, primitives: Primitives | None = None, **changes: Number) -> Self:
        """The crisis with the numbers of ``JANUARY_2020``, W from a scenario or 400 as in all of them.

        Parameters
        ----------
        primitives : Primitives, optional
        **changes
            Fields by name.
        """
        own = {name: setting.value for name, setting in JANUARY_2020.items()}
        if primitives is None:
            return cls.made(own | {"war_cost": 400.0} | changes)
        return cls.of(primitives, **(own | changes))

    # --- Payoffs, each written once ----------------------------------------------------------------------

    def benefit(self, sender: int, reply: int) -> Number:
        """Payoff of a type from its reply, before war: face lost or restored, and the gain from a full strike."""
        sender, reply = _sender(sender), _reply(reply)
        if reply == FULL:
            return self.full_gain if sender == ESCALATORY else 0
        return -self.face_loss if reply == NONE else -(1 - self.face_restored) * self.face_loss

    def cost_of_war(self, sender: int) -> Number:
        """What war costs a type."""
        return self.escalatory_war_cost if _sender(sender) == ESCALATORY else self.limited_war_cost

    def sender_payoff(self, sender: int, reply: int, war: Number) -> Number:
        """Payoff of a type from its reply if war follows with the chance ``war``."""
        return self.benefit(sender, reply) - self.cost_of_war(sender) * war

    def deaths(self, reply: int) -> Number:
        """The chance that a reply kills Americans."""
        return (0, self.telegraphed_deaths, self.full_deaths)[_reply(reply)]

    def response_payoff(self, belief: Number, response: int) -> Number:
        """Payoff of the US from a response at a belief, the private cost of not escalating left out."""
        return (-self.later_cost * belief, -self.exit_cost, -self.war_cost)[response]

    def private_bound(self) -> Number:
        r"""Upper end of the private cost of not escalating after deaths, :math:`\bar\psi = W / (1 - q_0)`."""
        return self.war_cost / (1 - self.escalation_chance)

    def escalation(self, belief: Number) -> Number:
        r"""The chance that the US escalates after deaths, where it stops otherwise; not clipped at 1.

        .. math:: q(\mu) = \Pr(\psi > W - S \mu) = 1 - (1 - q_0) \frac{W - S\mu}{W}
        """
        return 1 - (self.war_cost - self.later_cost * belief) / self.private_bound()

    # --- The chance of war as a function of the belief ---------------------------------------------------

    def knee(self) -> Any:
        r"""The belief from which the US no longer stops where nobody died, :math:`\min(W, \ell, S)/S`.

        Plain arrays. Below it, the chance of war rises with the belief; above it, it is constant.
        """
        model = self.plain
        with np.errstate(divide="ignore", invalid="ignore"):
            reached = np.minimum(np.minimum(model.war_cost, model.exit_cost), model.later_cost) / model.later_cost
        return np.where(model.later_cost > 0, reached, 1.0)

    def jumps(self) -> Any:
        """Whether the US escalates without deaths at beliefs above the knee: it may not leave for less."""
        model = self.plain
        return (model.exit_cost >= model.war_cost) & (model.later_cost >= model.war_cost)

    def war_chance(self, reply: int, belief: Any, *, violent: bool = True) -> Any:
        r"""The chance of war after a reply at a belief, when the US responds best.

        .. math::

            w_m(\mu) = \varepsilon_m q(\mu) \text{ below the knee, } \quad 1 \text{ above it},

        and anything from :math:`\varepsilon_m` to 1 at the knee W/S, where the US is indifferent with nobody dead. If
        it can leave for :math:`\ell < W`, it never escalates without deaths, and the chance stays at that of the knee.

        Parameters
        ----------
        reply : 0, 1 or 2
        belief : (*batch)
            That Iran is escalatory.
        violent : bool
            At the knee, escalate; otherwise do not.
        """
        model, belief = self.plain, real_numbers(belief, "belief")  # NaN passes: there is no equilibrium
        if (belief < 0).any() or (belief > 1).any():
            raise ParameterError(f"belief needs chances from 0 to 1; got {shown(belief)}.")
        knee = self.knee()
        low = model.deaths(reply) * model.escalation(np.minimum(belief, knee))
        above = belief >= knee if violent else belief > knee
        return np.where(self.jumps() & above, 1.0, low)

    def belief_at(self, reply: int, war: Any) -> Any:
        """The belief at which war follows a reply with this chance, NaN where none brings it: the way back."""
        knee, war = self.knee(), real_numbers(war, "war")
        bottom, top = self.war_chance(reply, 0.0), self.war_chance(reply, knee, violent=False)
        with np.errstate(divide="ignore", invalid="ignore"):
            rising = knee * (war - bottom) / (top - bottom)
        at_knee = self.jumps() & (war >= top) & (war <= 1)
        return np.where(at_knee, knee, np.where((war >= bottom) & (war <= top) & (top > bottom), rising, np.nan))


def _sender(sender: int) -> int:
    return one_of(sender, range(len(TYPES)), "sender, a type of Iran,")


def _reply(reply: int) -> int:
    return one_of(reply, range(len(REPLIES)), "reply")
