"""The standoff without a record of play: only the office-holder's resolve makes the United States answer."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from deterrence.standoff.game import one_hot
from deterrence.standoff.model import Standoff
from deterrence.standoff.rule import EVENTS, LEVELS, Rule
from deterrence.standoff.week import at_level, reply_of
from gametheory.arguments import whole


def unreputed_rung(model: Standoff) -> Any:
    """The rung with which a death is answered when nothing but the resolve ψ is at stake; 0 if it is not.

    The cheaper rung, if ψ is at least its burden: ψ ≥ min(s~_1, s~_2). A nonfatal attack is never answered.

    Returns
    -------
    int array, or DataArray, of the batch shape of the model

    Examples
    --------
    >>> from deterrence.scenarios import PUNISH
    >>> [int(unreputed_rung(Standoff.of(PUNISH, resolve=resolve))) for resolve in (3, 4, 20)]
    [0, 1, 1]
    """
    return model.named(_rung(model.plain))


def unreputed_profile(model: Standoff) -> tuple[Any, Any]:
    """What is played without a record, known resolve: strategies for ``model.game(NEVER)``, (*batch, 15, 3).

    The US answers deaths with :func:`unreputed_rung`; the militia replies to that; the US stays where that is
    worth at least leaving to the office-holder.
    """
    found = _unreputed(model.plain)
    regime = [found.leaves.astype(int), 0, *(found.rung if event.death else 0 for event in EVENTS)]
    replies = [0, found.reply, *(0 for _ in EVENTS)]
    return one_hot([*regime, *regime, 0], model), one_hot([*replies, *replies, 0], model)


def unreputed_value(model: Standoff) -> Any:
    """The weekly value to the nation of :func:`unreputed_profile`: the resolve decides, and is left out.

    Where ψ ≥ min(s~_1, s~_2), neither ``NEVER`` nor ``LEAVE`` nor any rule of the base game is an equilibrium, and
    this is what is played instead.

    Examples
    --------
    >>> from deterrence.scenarios import RESTRAIN
    >>> round(float(unreputed_value(Standoff.of(RESTRAIN, resolve=12))), 3)
    -0.032
    """
    found = _unreputed(model.plain)
    return model.named(np.where(found.leaves, model.plain.leave_value(), found.value))


def death_answer_chance(model: Standoff, rung: int = 1) -> Any:
    r"""The chance that a death is answered at a rung when ψ is drawn uniformly from 0 to its bound.

    .. math:: P_D = \max(0, 1 - \tilde s_r / \bar\psi)

    Examples
    --------
    >>> from deterrence.scenarios import PUNISH
    >>> round(float(death_answer_chance(Standoff.of(PUNISH))), 3)
    0.858
    """
    return model.named(_chances(model.plain, rung)[0])


def nonfatal_answer_chance(model: Standoff, rung: int = 1) -> Any:
    r"""The chance that a nonfatal attack is answered, the resolve after it being :math:`w_N \psi`.

    .. math:: P_N = \max(0, 1 - (\tilde s_r + \Lambda) / (w_N \bar\psi))
    """
    return model.named(_chances(model.plain, rung)[1])


def reply_to_unknown_resolve(model: Standoff, rung: int = 1, *, violent: bool = True) -> Any:
    """The militia's reply when it does not know the resolve: the sting is scaled by the chance of an answer.

    Parameters
    ----------
    model, rung, violent
        As in :meth:`Standoff.reply`.

    Examples
    --------
    >>> from deterrence.scenarios import TIMETABLE
    >>> from deterrence.standoff import DEATHS
    >>> model = Standoff.of(TIMETABLE)
    >>> LEVELS[int(model.reply(DEATHS, 1))], LEVELS[int(reply_to_unknown_resolve(model, 1))]
    ('harass', 'heavy')
    """
    arrays = model.plain
    fatal, nonfatal = _chances(arrays, rung)
    gains = tuple(
        gain
        - arrays.sting(rung)
        * (
            fatal * arrays.answered_deaths(Rule.DEATHS, level)
            + nonfatal * (arrays.answer_chance(Rule.ANY, level) - arrays.answered_deaths(Rule.DEATHS, level))
        )
        for level, gain in enumerate(arrays.gains())
    )
    return model.named(reply_of(gains, violent=violent))


def record_chance(model: Standoff, rung: int = 1, *, deaths: int, nonfatal: int) -> Any:
    r"""The chance that so many deaths are all answered and so many nonfatal attacks are not.

    The resolve is drawn anew for each attack: :math:`P_D^n (1 - P_N)^m`. With one draw for all of them, the chance
    would be :math:`P_D - P_N`, which is larger wherever :math:`P_N = 0` and n > 1.

    Examples
    --------
    >>> from deterrence.scenarios import PUNISH
    >>> round(float(record_chance(Standoff.of(PUNISH), deaths=2, nonfatal=10)), 2)
    0.74
    """
    deaths, nonfatal = whole(deaths, "deaths", at_least=0), whole(nonfatal, "nonfatal", at_least=0)
    fatal, never = _chances(model.plain, rung)
    return model.named(fatal**deaths * (1 - never) ** nonfatal)


class _Unreputed(NamedTuple):
    rung: Any
    reply: Any
    value: Any
    leaves: Any


def _unreputed(arrays: Standoff) -> _Unreputed:
    rung = _rung(arrays)
    burden = np.where(rung == 2, arrays.strike_burden(2), arrays.strike_burden(1)) * (rung > 0)
    sting = np.where(rung == 2, arrays.sting(2), arrays.sting(1)) * (rung > 0)
    deaths = [arrays.answered_deaths(Rule.DEATHS, level) for level in range(len(LEVELS))]
    gains = tuple(gain - sting * chance for gain, chance in zip(arrays.gains(), deaths, strict=True))
    ignored = arrays.payoffs(Rule.NEVER)[0]
    nation = tuple(worth - chance * burden for worth, chance in zip(ignored, deaths, strict=True))
    reply = reply_of(gains, violent=True)
    value = at_level(nation, reply)
    office = value + arrays.resolve * (rung > 0) * at_level(tuple(deaths), reply)
    return _Unreputed(rung, reply, value, office < arrays.leave_value())


def _rung(arrays: Standoff) -> Any:
    first, second = arrays.strike_burden(1), arrays.strike_burden(2)
    cheaper = np.where(first <= second, 1, 2)
    return np.where(arrays.resolve >= np.minimum(first, second), cheaper, 0)


def _chances(arrays: Standoff, rung: int) -> tuple[Any, Any]:
    burden = arrays.strike_burden(rung)
    fatal = np.clip(1 - burden / arrays.resolve_bound, 0, 1)
    with np.errstate(divide="ignore", over="ignore"):
        highest = arrays.nonfatal_weight * arrays.resolve_bound
        nonfatal = np.clip(1 - (burden + arrays.nonfatal_strike_cost) / highest, 0, 1)
    return fatal, nonfatal
