"""The host model: its fields, and every payoff and hazard of a week written once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from deterrence.host.calibrations import HOST_CALIBRATIONS
from deterrence.host.parameters import HOST_PARAMETERS
from deterrence.host.policy import EVICT, HOLD, JOINT, LEADER, LEAVE, NATIONALIST, PROTECT, RESTRICT, STRIKE
from deterrence.model import Model
from deterrence.parameters import Number, ParameterError, parameter

_OWN = HOST_PARAMETERS


@dataclass(frozen=True, eq=False)
class Host(Model):
    r"""A host whose anger and cabinet move with US strikes, a militia, and the US; each week all three move.

    State: cabinet (caretaker, partner) × anger z = 0, ..., 4 × belief p that the host is a nationalist, one of nine
    values; out is absorbing. Each week: the host, of a fixed and private type, chooses an act of ``ACTS``; an
    eviction is carried out with chance :math:`v_c`; the belief is updated by Bayes' rule, and a public lottery moves it
    to one of the two neighbouring values, its mean kept. The militia sees this and the law cost of the week, and
    chooses a level of ``LEVELS``; an attack kills with chance :math:`\lambda_a`; the US chooses a reply of ``REPLIES``;
    anger and cabinet move.

    What the others get when the US has left (:math:`E_L` and the host's payoffs) counts from the next week on; what
    leaving costs the US is paid at once, and so is everything that an expulsion brings, before the rest of the week.

    With ``lottery_news`` ν = 1 the odds of the lottery are those that make the new belief right: for a
    nationalist they are multiplied by q/p, for the other type by (1 - q)/(1 - p). With ν = 0 they are the same
    for both, and the belief after the lottery is a device: it may be off by almost a step, on average by half of one
    at most.

    Fields may hold numbers, arrays or DataArrays (axes of a sweep); readings of DataArrays are DataArrays.

    Raises
    ------
    ParameterError
        If a field lies outside the range of its parameter, or the period is not 1, 1/2, 1/3, ... of a week.

    Examples
    --------
    >>> from deterrence.host import Policy, host_replies
    >>> model = Host.of_calibration("agnostic")
    >>> found = host_replies(model, Policy.STATUS_QUO, noise=2.0, starts=("even",))
    >>> found.payoffs[0].round(1)
    array([-79.3,   4.3,  32.5,  -1.9])
    >>> found.certificate.holds
    array([ True])
    """

    period: Number = parameter("period")
    discount: Number = parameter("discount")
    harass_gain: Number = parameter("harass_gain")
    heavy_gain: Number = parameter("heavy_gain")
    harass_lethality: Number = parameter("harass_lethality")
    heavy_lethality: Number = parameter("heavy_lethality")
    harass_harm: Number = parameter("harass_harm")
    heavy_harm: Number = parameter("heavy_harm")
    death_harm: Number = parameter("death_harm")
    war_cost: Number = parameter("war_cost")
    resolve: Number = parameter("resolve")
    strike_cost_1: Number = parameter("strike_cost_1")
    strike_cost_2: Number = parameter("strike_cost_2")
    intrinsic_share: Number = parameter("intrinsic_share")
    presence_value: Number = parameter("presence_value")
    leave_cost: Number = parameter("leave_cost")
    expulsion_cost: Number = parameter("expulsion_cost")
    strike_loss_1: Number = parameter(_OWN["strike_loss_1"])
    strike_loss_2: Number = parameter(_OWN["strike_loss_2"])
    joint_share: Number = parameter(_OWN["joint_share"])
    expulsion_prize: Number = parameter(_OWN["expulsion_prize"])
    exit_prize: Number = parameter(_OWN["exit_prize"])
    law_cost: Number = parameter(_OWN["law_cost"])
    law_spread: Number = parameter(_OWN["law_spread"])
    protection_burden: Number = parameter(_OWN["protection_burden"])
    anger_alone: Number = parameter(_OWN["anger_alone"])
    anger_joint: Number = parameter(_OWN["anger_joint"])
    anger_leader: Number = parameter(_OWN["anger_leader"])
    calming: Number = parameter(_OWN["calming"])
    formation: Number = parameter(_OWN["formation"])
    formation_struck: Number = parameter(_OWN["formation_struck"])
    fall: Number = parameter(_OWN["fall"])
    fall_struck: Number = parameter(_OWN["fall_struck"])
    partner_value: Number = parameter(_OWN["partner_value"])
    restricted_loss: Number = parameter(_OWN["restricted_loss"])
    aligned_value: Number = parameter(_OWN["aligned_value"])
    hurry_cost: Number = parameter(_OWN["hurry_cost"])
    death_war_risk: Number = parameter(_OWN["death_war_risk"])
    strike_war_risk_1: Number = parameter(_OWN["strike_war_risk_1"])
    strike_war_risk_2: Number = parameter(_OWN["strike_war_risk_2"])
    nationalist_prior: Number = parameter(_OWN["nationalist_prior"])
    nationalist_rent: Number = parameter(_OWN["nationalist_rent"])
    aligned_rent: Number = parameter(_OWN["aligned_rent"])
    nationalist_anger_cost: Number = parameter(_OWN["nationalist_anger_cost"])
    aligned_anger_cost: Number = parameter(_OWN["aligned_anger_cost"])
    nationalist_protection_cost: Number = parameter(_OWN["nationalist_protection_cost"])
    aligned_protection_cost: Number = parameter(_OWN["aligned_protection_cost"])
    nationalist_expelled: Number = parameter(_OWN["nationalist_expelled"])
    aligned_expelled: Number = parameter(_OWN["aligned_expelled"])
    nationalist_left: Number = parameter(_OWN["nationalist_left"])
    aligned_left: Number = parameter(_OWN["aligned_left"])
    restricted_rent_share: Number = parameter(_OWN["restricted_rent_share"])
    relief: Number = parameter(_OWN["relief"])
    attack_cost: Number = parameter(_OWN["attack_cost"])
    soil_cost_1: Number = parameter(_OWN["soil_cost_1"])
    soil_cost_2: Number = parameter(_OWN["soil_cost_2"])
    soil_cost_joint: Number = parameter(_OWN["soil_cost_joint"])
    refusal_caretaker: Number = parameter(_OWN["refusal_caretaker"])
    refusal_partner: Number = parameter(_OWN["refusal_partner"])
    eviction_caretaker: Number = parameter(_OWN["eviction_caretaker"])
    eviction_partner: Number = parameter(_OWN["eviction_partner"])
    lottery_news: Number = parameter(_OWN["lottery_news"])

    def __post_init__(self) -> None:
        super().__post_init__()
        if not hasattr(self.period, "free_symbols"):
            _ = self.parts

    @classmethod
    def of_calibration(cls, name: str, **changes: Number) -> Self:
        """The model with the numbers of ``HOST_CALIBRATIONS[name]``, some fields changed."""
        if name not in HOST_CALIBRATIONS:
            raise ParameterError(f"there is no calibration {name!r}; choose one of {', '.join(HOST_CALIBRATIONS)}.")
        return cls(**(HOST_CALIBRATIONS[name].values | changes))

    @property
    def parts(self) -> int:
        """How many periods a week has; one number for all points."""
        lengths = np.unique(np.asarray(self.period, dtype=np.float64))
        parts = round(1 / float(lengths[0])) if len(lengths) == 1 else 0
        if not parts or abs(parts * lengths[0] - 1) > 1e-12:
            raise ParameterError(
                f"period (τ) needs one value for all points, 1, 1/2, 1/3, ... of a week; got {lengths.tolist()}."
            )
        return parts

    # --- Time ------------------------------------------------------------------------------------------------

    def hazard(self, weekly: Number) -> Number:
        """The chance in a period of what has this chance in a week."""
        return 1 - (1 - weekly) ** self.period

    def period_discount(self) -> Number:
        """Weight of the next period."""
        return self.discount**self.period

    # --- The militia -----------------------------------------------------------------------------------------

    def gain(self, level: int) -> Number:
        """Gain of the militia from an attack that does not depend on the presence, ι g_a."""
        return (0, self.intrinsic_share * self.harass_gain, self.intrinsic_share * self.heavy_gain)[level]

    def lethality(self, level: int) -> Number:
        """Chance that an attack kills an American."""
        return (0, self.harass_lethality, self.heavy_lethality)[level]

    def strike_loss(self, reply: int) -> Number:
        """Loss of the militia from a reply, a joint strike being accepted."""
        losses = {STRIKE: self.strike_loss_1, JOINT: self.joint_share * self.strike_loss_1, LEADER: self.strike_loss_2}
        return losses.get(reply, 0)

    def acceptance(self, reply: int, cabinet: int) -> Number:
        """Chance that a strike takes place: a joint one can be refused."""
        if reply == JOINT:
            return 1 - (self.refusal_caretaker, self.refusal_partner)[cabinet]
        return 0 if reply in (HOLD, LEAVE) else 1

    # --- The United States -----------------------------------------------------------------------------------

    def presence(self, cabinet: int, belief: Number, act: int) -> Number:
        """Weekly value of the presence before attacks."""
        value = self.presence_value + cabinet * self.partner_value + (1 - belief) * self.aligned_value
        return value - self.restricted_loss if act == RESTRICT else value

    def harm(self, level: int) -> Number:
        """Harm of an attack to the US, deaths left out."""
        return (0, self.harass_harm, self.heavy_harm)[level]

    def death_burden(self) -> Number:
        """Harm of a death with its risk of war, D + p_D W."""
        return self.death_harm + self.death_war_risk * self.war_cost

    def strike_burden(self, reply: int) -> Number:
        """Cost of a strike to the US with its risk of war, s_r + p_r W; a joint strike costs what one alone does."""
        if reply in (STRIKE, JOINT):
            return self.strike_cost_1 + self.strike_war_risk_1 * self.war_cost
        return self.strike_cost_2 + self.strike_war_risk_2 * self.war_cost if reply == LEADER else 0

    def exit_burden(self, *, orderly: bool) -> Number:
        """Cost of leaving, in order or at once."""
        return self.leave_cost if orderly else self.leave_cost + self.hurry_cost

    # --- The host --------------------------------------------------------------------------------------------

    def rent(self, host: int) -> Number:
        """Weekly rent of a type from the presence, F."""
        return self.nationalist_rent if host == NATIONALIST else self.aligned_rent

    def anger_cost(self, host: int, anger: int) -> Number:
        """Weekly cost of anger to a type, η z / 4."""
        return (self.nationalist_anger_cost if host == NATIONALIST else self.aligned_anger_cost) * anger / 4

    def protection_cost(self, host: int) -> Number:
        """Weekly cost of protecting to a type, χ."""
        return self.nationalist_protection_cost if host == NATIONALIST else self.aligned_protection_cost

    def host_flow(self, host: int, anger: int, act: int) -> Number:
        """Weekly payoff of a type from its act, before attacks and strikes."""
        rent, cost = self.rent(host), self.anger_cost(host, anger)
        if act == RESTRICT:
            rent = (1 - self.restricted_rent_share) * rent
        if act in (RESTRICT, EVICT):
            cost = self.relief * cost
        return rent - cost - self.protection_cost(host) if act == PROTECT else rent - cost

    def soil_cost(self, reply: int) -> Number:
        """Cost of a strike to the host."""
        return {STRIKE: self.soil_cost_1, JOINT: self.soil_cost_joint, LEADER: self.soil_cost_2}.get(reply, 0)

    def eviction(self, cabinet: int) -> Number:
        """Chance in a period that an attempt to evict is carried out."""
        return self.hazard((self.eviction_caretaker, self.eviction_partner)[cabinet])

    def expelled(self) -> tuple[Number, Number, Number, Number]:
        """What expulsion brings: to the US, the militia, a nationalist, an aligned host."""
        return -self.expulsion_cost, self.expulsion_prize, self.nationalist_expelled, self.aligned_expelled

    def left(self) -> tuple[Number, Number, Number]:
        """What a voluntary exit brings, a period later: to the militia, a nationalist, an aligned host."""
        return self.exit_prize, self.nationalist_left, self.aligned_left

    # --- Anger and cabinet -----------------------------------------------------------------------------------

    def provocation(self, reply: int) -> Number:
        """Chance that a strike raises anger."""
        return {STRIKE: self.anger_alone, JOINT: self.anger_joint, LEADER: self.anger_leader}[reply]

    def turnover(self, cabinet: int, *, struck: bool) -> Number:
        """Chance in a period that the cabinet changes: a partner forms, or falls."""
        quiet, hit = (self.formation, self.formation_struck), (self.fall, self.fall_struck)
        return self.hazard((quiet if cabinet == 0 else hit)[struck])

