"""Five calibrations of the host model. None is a default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from deterrence.parameters import Provenance
from deterrence.scenarios import Setting


@dataclass(frozen=True)
class HostCalibration:
    """A value for every field of the host model.

    Attributes
    ----------
    name : str
    documents : tuple of str
        First three digits of the documents whose argument is strongest here.
    argument : str
    settings : mapping of field to Setting
    """

    name: str
    documents: tuple[str, ...]
    argument: str
    settings: Mapping[str, Setting]

    @property
    def values(self) -> dict[str, float]:
        """The values alone."""
        return {name: setting.value for name, setting in self.settings.items()}


def _assumed(**values: tuple[float, str]) -> dict[str, Setting]:
    return {name: Setting(value, Provenance.ASSUMED, reason) for name, (value, reason) in values.items()}


_AGNOSTIC = _assumed(
    period=(1.0, "about one attack a week in late 2019 (Q072)"),
    discount=(0.99, "0.593 a year"),
    harass_gain=(0.8, "gross gain 1, the unit, less effort 0.2"),
    heavy_gain=(1.7, "gross gain 2.2 less effort 0.5"),
    harass_lethality=(0.04, "7 attacks like this and 4 heavy ones: one fatal among eleven (Q011, Q073, Q086)"),
    heavy_lethality=(0.18, "as above"),
    harass_harm=(1.0, "as large as the militia's gross gain"),
    heavy_harm=(2.5, "more than in proportion to the militia's gain"),
    death_harm=(40.0, "a death weighs far more than the attack (M27)"),
    war_cost=(400.0, "ten deaths; a scale"),
    resolve=(6.0, "it is hard to leave a death unanswered (M13)"),
    strike_cost_1=(4.0, "between the teams"),
    strike_cost_2=(10.0, "more at the higher rung"),
    intrinsic_share=(0.5, "half of the gain does not come from the presence"),
    strike_loss_1=(8, "ten weeks of harassment"),
    strike_loss_2=(20, "more at the higher rung (M6)"),
    joint_share=(0.7, "a leak leaves most of the loss"),
    expulsion_prize=(60, "more than a year of harassment"),
    exit_prize=(30, "half of it: a voluntary exit is less of a victory (M76)"),
    law_cost=(0.7, "just below the gain from a heavy attack that is not tied to the presence"),
    law_spread=(0.4, "groups and weeks differ"),
    protection_burden=(1.0, "as large as the gross gain from harassment"),
    anger_alone=(0.35, "one strike in three raises anger"),
    anger_joint=(0.15, "acting alone makes it worse (M98)"),
    anger_leader=(0.7, "the killing moved the vote (M92)"),
    calming=(0.10, "ten weeks to calm down by a step"),
    formation=(0.06, "four months to a cabinet"),
    formation_struck=(0.01, "the conflict blocks a new government (M99)"),
    fall=(0.005, "a cabinet lasts four years"),
    fall_struck=(0.02, "strikes make the state less capable (M130)"),
    presence_value=(3, "worth having"),
    partner_value=(1, "a framework for what the presence is for (M101)"),
    restricted_loss=(4, "forces kept from working are not worth having (M87)"),
    aligned_value=(-2, "the reason to stay is a sovereign host (M88)"),
    leave_cost=(5, "between the teams"),
    hurry_cost=(10, "between the teams"),
    expulsion_cost=(40, "a forced exit is a defeat (M76)"),
    death_war_risk=(0.005, "two fatal attacks and no war are on record, which excludes little"),
    strike_war_risk_1=(0.002, "below that of a death"),
    strike_war_risk_2=(0.02, "the leadership strike came closest to war (M17)"),
    nationalist_prior=(0.6, "rather than not"),
    nationalist_rent=(1.0, "the host gains from the presence (M84)"),
    aligned_rent=(0.3, "less than a nationalist, but something (M95)"),
    nationalist_anger_cost=(0.6, "below the rent: it can live with anger"),
    aligned_anger_cost=(0.9, "more than a nationalist: the angry are its voters"),
    nationalist_protection_cost=(0.8, "to confront the factions is dear (M104)"),
    aligned_protection_cost=(2.0, "dearer to their friends"),
    nationalist_expelled=(-10, "sanctions and the end of support may follow (M111)"),
    aligned_expelled=(5, "what its allies want (M50)"),
    nationalist_left=(-5, "support ends, without a quarrel"),
    aligned_left=(0, "no victory of its own"),
    restricted_rent_share=(0.3, "a neutered presence is worth less to the host too (M96)"),
    relief=(0.5, "to be seen to act calms (M86)"),
    attack_cost=(0.1, "attacks on guests embarrass (M89)"),
    soil_cost_1=(0.3, "a breach of sovereignty (M129)"),
    soil_cost_2=(0.6, "a graver one"),
    soil_cost_joint=(0.1, "it was asked"),
    refusal_caretaker=(0.5, "a caretaker has no mandate"),
    refusal_partner=(0.25, "a partner may refuse too"),
    eviction_caretaker=(0.10, "parliament voted, nothing followed (M93)"),
    eviction_partner=(0.04, "a cabinet that wants the US need not carry it out (M109)"),
    lottery_news=(1.0, "beliefs are right after the lottery"),
)


def _calibration(name: str, documents: tuple[str, ...], argument: str, changes: dict[str, Setting]) -> HostCalibration:
    return HostCalibration(name, documents, argument, _AGNOSTIC | changes)


_ALL = (
    HostCalibration("agnostic", (), "Takes no side; the middle of wide ranges.", _AGNOSTIC),
    _calibration(
        "punish",
        ("004",),
        "Costs change minds, and a host that gains from the presence protects it once leaving is believed.",
        _assumed(
            strike_loss_1=(9, "losses matter to the group (M3)"),
            strike_loss_2=(25, "ever more senior targets hurt ever more (M6)"),
            expulsion_prize=(40, "eviction is not to be feared (M94)"),
            exit_prize=(20, "half of that"),
            anger_alone=(0.2, "self-defence is part of the partnership (M20)"),
            anger_joint=(0.1, "half of that"),
            anger_leader=(0.4, "twice that"),
            formation_struck=(0.04, "politics goes on"),
            death_war_risk=(0.002, "war is not feared"),
            strike_war_risk_1=(0.001, "half of that"),
            strike_war_risk_2=(0.01, "ten times that"),
            partner_value=(3, "reformers are the reason to stay (M88)"),
            restricted_loss=(5, "a presence that cannot work is not worth having (M87)"),
            aligned_value=(-6, "without partners there is little to stay for (M85)"),
            leave_cost=(3, "little is lost by leaving bad partners"),
            hurry_cost=(2, "exit could be quick (M77)"),
            expulsion_cost=(10, "eviction would only show what the host is (M85)"),
            nationalist_rent=(1.5, "the presence is a gift to Iraq (M84)"),
            nationalist_protection_cost=(0.4, "the host could protect if it wanted (M89)"),
            law_cost=(0.5, "law does not hold the factions"),
            nationalist_prior=(0.7, "partners are likelier than not (M86)"),
        ),
    ),
    _calibration(
        "restrain",
        ("002",),
        "Strikes feed anger and the vote to evict; a cabinet that has time to form holds the factions.",
        _assumed(
            strike_loss_1=(2, "material losses weigh little in a cheap campaign (M9)"),
            strike_loss_2=(6, "as at the lower rung"),
            intrinsic_share=(0.4, "much of the gain comes from driving the US out (M10)"),
            expulsion_prize=(150, "eviction is the prize (M10)"),
            exit_prize=(75, "half of it"),
            anger_alone=(0.5, "each strike strengthens the demand (M91)"),
            anger_joint=(0.2, "less if the host is asked (M98)"),
            anger_leader=(0.8, "the killing made the vote possible (M92)"),
            formation=(0.08, "holding fire buys time (M102)"),
            presence_value=(4, "the presence is worth keeping"),
            partner_value=(3, "a legitimate framework (M101)"),
            aligned_value=(0, "any Iraqi government is to be worked with"),
            leave_cost=(60, "exit is what the factions aim at (M10)"),
            expulsion_cost=(100, "a forced exit is a strategic defeat"),
            nationalist_rent=(0.8, "the presence is a burden too (M21)"),
            aligned_rent=(0.2, "as above"),
            nationalist_anger_cost=(1.2, "strikes can make the host untenable for US forces (M21)"),
            aligned_anger_cost=(1.8, "as above"),
            nationalist_protection_cost=(2, "confronting the factions risks civil conflict (M104)"),
            aligned_protection_cost=(4, "as above"),
            law_cost=(0.9, "a government with a mandate binds the factions (M103)"),
            nationalist_expelled=(-5, "sanctions would hurt (M111), but not for ever"),
            aligned_expelled=(10, "expulsion is a victory (M10)"),
            eviction_caretaker=(0.15, "the vote shifted the debate (M93)"),
            eviction_partner=(0.03, "a partner does not carry it out"),
        ),
    ),
    _calibration(
        "leave",
        ("000", "001"),
        "Strikes do not hurt the groups, the benefits are nil, one death risks war; leaving removes the target.",
        _assumed(
            strike_loss_1=(1, "striking did not stop the attacks (M2)"),
            strike_loss_2=(3, "killing the commander did not either (M5)"),
            intrinsic_share=(0.6, "Iran's partners have aims of their own (M42)"),
            expulsion_prize=(100, "they want the US out (M50)"),
            exit_prize=(10, "leaving takes the reason away (M107)"),
            anger_alone=(0.5, "force encouraged further attacks (M4)"),
            death_war_risk=(0.02, "one death is enough to start the slide (M15)"),
            strike_war_risk_1=(0.005, "a quarter of that"),
            strike_war_risk_2=(0.05, "ten times that"),
            presence_value=(0.3, "the benefits are next to nil (M114)"),
            partner_value=(0.3, "a better host changes little"),
            restricted_loss=(3, "forces that do not work are a target only (M121)"),
            aligned_value=(0, "the host's colour changes little"),
            leave_cost=(0, "nothing is lost"),
            hurry_cost=(0, "no reason to stay for the sake of order"),
            expulsion_cost=(20, "small too"),
            nationalist_anger_cost=(1.0, "the presence is what is resented"),
            aligned_anger_cost=(1.5, "as above"),
            law_cost=(0.5, "law does not hold the factions"),
        ),
    ),
    _calibration(
        "timetable",
        ("003",),
        "Explicit lines bind on the way out, the host can be pressed until the end, and exit should be orderly.",
        _assumed(
            strike_loss_1=(9, "a stated line is backed by force (M30)"),
            strike_loss_2=(22, "as at the lower rung (M31)"),
            intrinsic_share=(0.4, "attacks are about the presence (M51)"),
            death_war_risk=(0.01, "a death risks war (M15)"),
            strike_war_risk_1=(0.003, "a third of that"),
            strike_war_risk_2=(0.03, "three times that"),
            presence_value=(0.1, "limited interests"),
            partner_value=(0.2, "as above"),
            aligned_value=(-0.5, "as above"),
            leave_cost=(2, "small, if orderly"),
            hurry_cost=(25, "an exit is announced and kept to, not rushed (M70)"),
            nationalist_protection_cost=(0.4, "a friendly government can crack down (M72)"),
            law_cost=(0.6, "somewhat below the agnostic"),
        ),
    ),
)

HOST_CALIBRATIONS: Mapping[str, HostCalibration] = MappingProxyType({each.name: each for each in _ALL})
"""By name, a reason beside each number. They were moved until each team's policy did well; none is a default."""
