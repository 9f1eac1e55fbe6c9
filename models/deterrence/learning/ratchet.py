"""A militia that knows that it is being tested: a deterrable one attacks sometimes, so that the rule is dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from deterrence.checks import require_a, require_common_shape
from deterrence.parameters import ParameterError
from gametheory.arguments import real_numbers


class RatchetPlay(NamedTuple):
    """The equilibrium of :class:`Ratchet` in which a deterrable militia fakes.

    Attributes
    ----------
    fakes
        The chance that a deterrable militia attacks.
    keeps
        The chance that the US keeps the rule after an attack.
    belief_after_attack, belief_after_quiet
        Chances that the militia is deterrable.
    """

    fakes: Any
    keeps: Any
    belief_after_attack: Any
    belief_after_quiet: Any


@dataclass(frozen=True)
class Ratchet:
    r"""Two stages: the militia attacks or not under a rule; then the US keeps the rule or drops it.

    The type that strikes do not deter attacks. A deterrable one that attacks loses :math:`\pi \sigma_H - g_1`, and
    gains B if the rule is dropped for it. The US keeps the rule iff it believes that the militia is deterrable with a
    chance of at least :math:`\mu^*`. Below a prior of :math:`\mu^*` the rule is not tried. Above, with
    :math:`0 < \pi \sigma_H - g_1 < B`, there is no equilibrium without fakes: an attack would reveal the other type,
    the rule would be dropped, and to attack would pay. In equilibrium the deterrable type attacks with the chance m
    that makes the belief after an attack :math:`\mu^*`, and the US then keeps the rule with the chance x that makes
    that type indifferent:

    .. math:: m = \frac{\mu^* (1 - \mu)}{\mu (1 - \mu^*)}, \qquad x = 1 - \frac{\pi \sigma_H - g_1}{B}.

    So no attack lowers the belief below :math:`\mu^*`: a record of attacks teaches less the more the militia knows of
    the lesson.

    Attributes
    ----------
    prior, keep_from : probability
        μ and μ*.
    loss : number
        :math:`\pi \sigma_H - g_1`.
    gain : number
        B.

    Raises
    ------
    ParameterError
        Outside :math:`\mu > \mu^*`, :math:`0 < \pi \sigma_H - g_1 < B`.

    Examples
    --------
    Under `punish` and a rule for any attack, with a year of harassment to gain:

    >>> play = Ratchet(prior=0.8, keep_from=0.734, loss=8.2, gain=0.8 * 52).equilibrium()
    >>> round(float(play.fakes), 2), round(float(play.keeps), 3)
    (0.69, 0.803)
    """

    prior: Any
    keep_from: Any
    loss: Any
    gain: Any

    def __post_init__(self) -> None:
        names = ("prior", "keep_from", "loss", "gain")
        prior, least, loss, gain = (real_numbers(getattr(self, name), name) for name in names)
        require_common_shape(prior=prior, keep_from=least, loss=loss, gain=gain)
        if not np.all((least > 0) & (least < prior) & (prior < 1)):
            raise ParameterError("Ratchet needs 0 < keep_from < prior < 1: otherwise the rule is not tried.")
        if not np.all((loss > 0) & (loss < gain)):
            raise ParameterError("Ratchet needs 0 < loss < gain: otherwise the types separate, or both attack.")

    def equilibrium(self) -> RatchetPlay:
        """The equilibrium with fakes."""
        prior, least = np.asarray(self.prior, dtype=np.float64), np.asarray(self.keep_from, dtype=np.float64)
        fakes = least * (1 - prior) / (prior * (1 - least))
        keeps = 1 - np.asarray(self.loss, dtype=np.float64) / np.asarray(self.gain, dtype=np.float64)
        return RatchetPlay(fakes, keeps, prior * fakes / (prior * fakes + 1 - prior), np.ones_like(prior * fakes))

    def residual(self, play: RatchetPlay) -> Any:
        """The most that the play is off: Bayes' rule after an attack, and what each side gains by deviating, over B.

        The US gets, after an attack, the belief less μ* if it keeps the rule, and nothing if it drops it.
        """
        require_a(RatchetPlay, play)
        prior, gain = np.asarray(self.prior, dtype=np.float64), np.asarray(self.gain, dtype=np.float64)
        attacked = prior * play.fakes + 1 - prior
        bayes = np.abs(prior * play.fakes / attacked - play.belief_after_attack)
        attack = (1 - play.keeps) * gain - np.asarray(self.loss, dtype=np.float64)
        faking = _gain(play.fakes, attack)
        keeping = _gain(play.keeps, play.belief_after_attack - np.asarray(self.keep_from, dtype=np.float64))
        return np.maximum(np.maximum(bayes, keeping), faking / gain)


def _gain(chance: Any, advantage: Any) -> Any:
    """What a deviation gains if an action with some advantage over the other is taken with some chance."""
    idle = np.where(chance < 1, np.maximum(advantage, 0), 0)
    return idle + np.where(chance > 0, np.maximum(-advantage, 0), 0)
