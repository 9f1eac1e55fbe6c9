"""The truce as a stochastic game of the United States and the militia."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from deterrence.checks import require_a
from gametheory.stochastic import StochasticGame, build

if TYPE_CHECKING:
    from deterrence.truce.model import Truce
    from deterrence.truce.rule import Rule

US, MILITIA = "US", "militia"
KEEP, STEP, STAY = "keep the rule", "step anyway", "stay"
HOLD, ATTACK = "hold", "attack"
OUT = "out"
"""The state after the last step."""


def truce_game(model: Truce, rule: Rule) -> StochasticGame:
    """The truce under a rule that the US may break in any week.

    A state is ``(steps left, weeks of suspension left)``; ``OUT`` ends it. Each week the militia holds or attacks, and
    the US keeps the rule, takes a step whatever is recorded, or takes none. That it decides before it sees the record
    hides nothing: a plan that looks at the record gains only if one of these does, in this state or in the next.

    Examples
    --------
    >>> from deterrence.scenarios import TIMETABLE
    >>> from deterrence.truce import Rule, Truce
    >>> truce_game(Truce.of(TIMETABLE, recorded=0.6, spoiler_rate=0), Rule(suspension=3))
    <StochasticGame: 41 states, US (3) x militia (2), masked>
    """
    from deterrence.truce.model import Truce
    from deterrence.truce.rule import Rule

    require_a(Truce, model)
    require_a(Rule, rule)
    arrays = model.plain
    violation = {
        HOLD: arrays.spoiler_rate,
        ATTACK: 1 - (1 - arrays.recorded) * (1 - arrays.spoiler_rate),
    }

    def payoff(state: Any, us: str, militia: str) -> tuple[Any, Any]:
        exposure = state[0] / rule.steps
        return (
            exposure * model.us_flow(rule, attack=militia == ATTACK),
            exposure * model.militia_flow(rule, attack=militia == ATTACK),
        )

    def transition(state: Any, us: str, militia: str) -> Any:
        left, clock = state
        if us == STEP:
            return _after(left - 1)
        chance = violation[militia]
        if us == STAY:
            return [((left, max(clock - 1, 0)), 1 - chance), ((left, rule.weeks), chance)]
        if rule.suspension is None:
            return [(_after(left - 1), 1 - chance), (_after(left - 1 - rule.accelerate), chance)]
        quiet = _after(left - 1) if clock == 0 else (left, clock - 1)
        return [(quiet, 1 - chance), ((left, rule.weeks), chance)]

    starts = [(left, clock) for left in range(rule.steps, 0, -1) for clock in range(rule.weeks + 1)]
    gone = -(1 - arrays.discount) * arrays.leave_cost
    return build(
        starts,
        {US: (KEEP, STEP, STAY), MILITIA: (HOLD, ATTACK)},
        payoff=payoff,
        transition=transition,
        discount=arrays.discount,
        terminal={OUT: (gone, 0)},
        like=arrays,
    )


def _after(left: int) -> Any:
    return (left, 0) if left > 0 else OUT
