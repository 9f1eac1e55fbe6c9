"""A withdrawal in steps, a militia that may attack meanwhile, and what its best reply is worth to both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from deterrence.checks import one_of, require_a
from deterrence.model import Model
from deterrence.parameters import Number, parameter
from deterrence.truce.game import truce_game
from deterrence.truce.parameters import TRUCE_PARAMETERS
from deterrence.truce.rule import ANSWERS, Rule
from gametheory.stochastic import StochasticGame, best_reply

TIE = 1e-12
"""Two choices are tied if they differ by less than this share of the militia's range of weekly payoffs."""
RUNNING = 0
"""The clock of a timetable that is not suspended."""
BLOCK = 2_000
"""Points solved at a time: a game of 41 states takes 30 kB."""


class Reply(NamedTuple):
    """The militia's best reply to a rule, and what it leads to.

    Attributes
    ----------
    attacks : (*batch, states) bool
        Whether it attacks, by state of ``states``, the last of which is the end.
    states : tuple
        ``(steps left, weeks of suspension left)``, then ``"out"``.
    us, militia : (*batch,)
        What the whole is worth to both, discounted sums from the first week on; to the US, L is paid at the end.
    weeks : (*batch,)
        Expected weeks until the end.
    deaths : (*batch,)
        Expected deaths until then.
    suspension_gain : (*batch,)
        The most that the US gains by taking the next step although a violation was recorded, at any number of steps
        left. Not positive: the suspension is credible. NaN for a rule without.
    regret : (*batch,)
        The most that the militia gains by another choice in one week, over its range of weekly payoffs.
    """

    attacks: Any
    states: tuple[Any, ...]
    us: Any
    militia: Any
    weeks: Any
    deaths: Any
    suspension_gain: Any
    regret: Any


@dataclass(frozen=True, eq=False)
class Truce(Model):
    r"""The United States leaves in K steps, and may suspend them after a violation; a militia attacks or holds.

    With k steps left, exposure is k/K. In a week without attack the militia gets :math:`-(k/K) w`; in one in which it
    attacks, :math:`(k/K)(\gamma - w)` with the net gain

    .. math:: \gamma = \iota g_1 - \lambda_1 \sigma_r (1 - \varepsilon)

    where deaths are answered at the rung r, and :math:`\gamma = \iota g_1` where they are not. Somebody else attacks
    with the chance :math:`\chi`. The militia's attack is recorded with the chance :math:`\rho`, the other's always. The
    US gets :math:`(k/K) V`, less :math:`(k/K)(h_1 + \lambda_1 (\tilde D + \tilde s_r))` in a week of attack, and
    :math:`-L` at the end. In a week with nothing recorded a step is taken, unless the clock of a suspension of
    :math:`\tau` weeks runs; a recorded violation sets it to :math:`\tau`.

    The militia knows the rule. Its best reply solves a Markov decision process; whether the US would keep to a
    suspension is asked afterwards.

    Raises
    ------
    ParameterError
        If a field lies outside the range of its parameter.

    Examples
    --------
    >>> from deterrence.scenarios import TIMETABLE
    >>> model = Truce.of(TIMETABLE, recorded=0.6, spoiler_rate=0)
    >>> for rule in (Rule(), Rule(suspension=3), Rule(rung=1)):
    ...     reply = model.reply(rule)
    ...     print(f"{float(reply.us):6.1f} {float(reply.weeks):5.1f} weeks, {float(reply.deaths):.2f} deaths")
     -21.0  10.0 weeks, 0.22 deaths
      -5.4  10.0 weeks, 0.00 deaths
      -5.4  10.0 weeks, 0.00 deaths
    """

    discount: Number = parameter("discount")
    harass_gain: Number = parameter("harass_gain")
    rogue_rate: Number = parameter("rogue_rate")
    harass_lethality: Number = parameter("harass_lethality")
    strike_loss_1: Number = parameter("strike_loss_1")
    strike_loss_2: Number = parameter("strike_loss_2")
    strike_gain_1: Number = parameter("strike_gain_1")
    strike_gain_2: Number = parameter("strike_gain_2")
    intrinsic_share: Number = parameter("intrinsic_share")
    presence_dislike: Number = parameter("presence_dislike")
    presence_value: Number = parameter("presence_value")
    harass_harm: Number = parameter("harass_harm")
    death_harm: Number = parameter("death_harm")
    strike_cost_1: Number = parameter("strike_cost_1")
    strike_cost_2: Number = parameter("strike_cost_2")
    leave_cost: Number = parameter("leave_cost")
    haste_cost: Number = parameter("haste_cost")
    war_risk: Number = parameter("war_risk")
    war_ratio_1: Number = parameter("war_ratio_1")
    war_ratio_2: Number = parameter("war_ratio_2")
    war_cost: Number = parameter("war_cost")
    recorded: Number = parameter(TRUCE_PARAMETERS["recorded"])
    spoiler_rate: Number = parameter(TRUCE_PARAMETERS["spoiler_rate"])

    # --- Primitives put together, each written once ----------------------------------------------------

    def attack_gain(self, rung: int = 0) -> Number:
        """Net weekly gain of the militia from attacking at full exposure, γ."""
        rung = one_of(rung, ANSWERS, "rung")
        gain = self.intrinsic_share * self.harass_gain
        if rung == 0:
            return gain
        loss = (self.strike_loss_1 - self.strike_gain_1, self.strike_loss_2 - self.strike_gain_2)[rung - 1]
        return gain - self.harass_lethality * loss * (1 - self.rogue_rate)

    def attack_burden(self, rung: int = 0) -> Number:
        """Cost of an attack to the US, with what it may lead to: h + λ (D~ + s~)."""
        rung = one_of(rung, ANSWERS, "rung")
        death = self.death_harm + self.war_risk * self.war_cost
        if rung > 0:
            ratio = (self.war_ratio_1, self.war_ratio_2)[rung - 1]
            death = death + (self.strike_cost_1, self.strike_cost_2)[rung - 1] + ratio * self.war_risk * self.war_cost
        return self.harass_harm + self.harass_lethality * death

    def militia_flow(self, rule: Rule, *, attack: bool) -> Any:
        """What a week is worth to the militia at full exposure; plain arrays."""
        require_a(Rule, rule)
        model = self.plain
        return (model.attack_gain(rule.rung) if attack else 0.0) - model.presence_dislike

    def us_flow(self, rule: Rule, *, attack: bool) -> Any:
        """What a week is worth to the US at full exposure; plain arrays."""
        require_a(Rule, rule)
        model = self.plain
        return model.presence_value - (1.0 if attack else model.spoiler_rate) * model.attack_burden(rule.rung)

    def leave_at_once(self) -> Any:
        """What leaving this week is worth to the US: -L, and the haste."""
        return self.named(-self.plain.leave_cost - self.plain.haste_cost)

    # --- The militia's reply --------------------------------------------------------------------------

    def reply(self, rule: Rule, *, violent: bool = True) -> Reply:
        """The militia's best reply to a rule that the US keeps.

        Parameters
        ----------
        rule : Rule
        violent : bool
            Where holding and attacking are tied, attack; otherwise hold.
        """
        from xarray import DataArray

        require_a(Rule, rule)
        count = int(np.prod(self.batch_shape))
        blocks = [
            self._block(rule, violent, np.arange(start, min(start + BLOCK, count)))
            for start in range(0, max(count, 1), BLOCK)
        ]
        states = blocks[0].states
        whole = [np.concatenate(parts) for parts in zip(*(each[:1] + each[2:] for each in blocks), strict=True)]
        attacks: Any = whole[0].reshape(*self.batch_shape, len(states))
        if not self.batch.unnamed:
            names = [str(state) for state in states]
            attacks = DataArray(attacks, dims=(*self.batch.names, "state"),
                                coords={**self.batch.coordinates, "state": names})  # fmt: skip
        return Reply(attacks, states, *(self.named(part.reshape(self.batch_shape)) for part in whole[1:]))

    def _block(self, rule: Rule, violent: bool, rows: Any) -> Reply:
        """The reply of some points of the flattened batch."""
        model = self.take(rows)
        game = truce_game(model, rule)
        states = game.states or ()
        kept = np.broadcast_to(np.array([1.0, 0, 0]), (*game.batch_shape, len(states), 3))
        nothing = np.zeros((*game.batch_shape, len(states), 2))
        best = best_reply(game, (kept, nothing), 1)
        worth = game.decision_process((kept, nothing), 1).stage_game(best.payoffs).payoffs[..., 0, :]
        gap = worth[..., 1] - worth[..., 0]
        tie = TIE * game.scale[..., 1:]
        attacks = gap >= -tie if violent else gap > tie
        attacks[..., -1] = False
        played = np.stack([~attacks, attacks], axis=-1).astype(float)
        values, _ = game.evaluate((kept, played))
        months = 1 - model.discount
        stage = game.stage_game(values).payoffs[..., 1, 0, :]
        regret = (stage.max(axis=-1) - (stage * played).sum(axis=-1)).max(axis=-1)
        chain = _chain(game, played)
        exposure = np.array([state[0] / rule.steps for state in states[:-1]])
        weeks, attacked = _until_the_end(chain, np.ones_like(exposure)), model.spoiler_rate[..., None]
        attacked = np.where(attacks[..., :-1], 1.0, attacked)
        deaths = _until_the_end(chain, exposure * attacked * model.harass_lethality[..., None])
        start = states.index((rule.steps, RUNNING))
        return Reply(
            attacks, states, values[..., start, 0] / months, values[..., start, 1] / months, weeks[..., start],
            deaths[..., start], _suspension_gain(rule, states, values[..., 0]) * model.discount / months,
            regret / np.where(game.scale[..., 1] > 0, game.scale[..., 1], 1.0),
        )  # fmt: skip


def _chain(game: StochasticGame, played: Any) -> Any:
    """Chances from each state but the last to each other but the last, under the rule and these strategies."""
    states = game.states or ()
    unit = np.eye(len(states))
    chances = [
        game.expect(np.broadcast_to(unit[s][:, None], (*game.batch_shape, len(states), 2)))[..., 0, 0, :]
        for s in range(len(states) - 1)
    ]
    return np.stack([(chance * played).sum(axis=-1) for chance in chances], axis=-1)[..., :-1, :]


def _until_the_end(chain: Any, flow: Any) -> Any:
    """What a flow by state adds up to, without discounting, until the end; inf where there may be none."""
    flow = np.broadcast_to(flow, chain.shape[:-1])
    places = chain.shape[-1]
    leads_to = np.eye(places) + (chain > 0)
    for _ in range(places.bit_length()):
        leads_to = np.minimum(leads_to @ leads_to, 1.0)
    ends = chain.sum(axis=-1) < 1 - 1e-12
    stuck = leads_to @ ends[..., None].astype(float) == 0
    open_chain = np.where(stuck, 0.0, chain)
    total = np.linalg.solve(np.eye(places) - open_chain, flow[..., None])
    forever = leads_to @ (stuck & (flow[..., None] > 0)).astype(float) > 0
    return np.where(forever, np.inf, total)[..., 0]


def _suspension_gain(rule: Rule, states: tuple[Any, ...], values: Any) -> Any:
    """What a step is worth to the US over a suspension, the most at any number of steps left, as an average."""
    if rule.suspension is None:
        return np.full(values.shape[:-1], np.nan)
    number = {state: place for place, state in enumerate(states)}
    gains = [
        values[..., number.get((left - 1, RUNNING), len(states) - 1)] - values[..., number[left, rule.weeks]]
        for left in range(1, rule.steps + 1)
    ]
    return np.max(gains, axis=0)
