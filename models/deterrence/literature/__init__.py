"""Games of the deterrence literature, one file per paper: primitives, the game, the closed form, readings.

Each is a reconstruction after the paper that it names: the game is the canonical one that reproduces the result
stated in the docstring, and no table of a paper is claimed to be replicated.
"""

from deterrence.literature.abreu_1988 import PenalCode, carrot_threshold, reversion_threshold, stick_threshold
from deterrence.literature.baliga_bueno_de_mesquita_wolitzky_2020 import ImperfectAttribution, symmetric_cutoff
from deterrence.literature.banerjee_markovich_seccia_2019 import Endgame, EndgameForm, endgame_form
from deterrence.literature.benoit_krishna_1985 import KnownEnd, reward_threshold
from deterrence.literature.bueno_de_mesquita_dickson_2007 import RESPONSES, Provocation, security_threshold
from deterrence.literature.cho_kreps_1987 import BREAKFASTS, BeerQuiche, duel_threshold
from deterrence.literature.fearon_1994 import AudienceCosts, Crisis, concession_hazard, crisis_horizon
from deterrence.literature.fearon_1997 import (
    SIGNALS,
    ClosedForm,
    CostlySignal,
    CrisisSignalling,
    crosses_once,
    resolved_share,
    signal_closed_form,
)
from deterrence.literature.green_porter_1984 import FalseAlarms, loss_threshold, payoff_bound
from deterrence.literature.gurantz_hirsch_2017 import Challenger, FearAndAppeasement, Mixed, fear_threshold
from deterrence.literature.iyengar_monten_2008 import (
    Emboldenment,
    FirstStages,
    Response,
    first_stages,
    random_end_threshold,
)
from deterrence.literature.kilgour_zagare_1991 import MUTUAL, MutualDeterrence, MutualThresholds, mutual_thresholds
from deterrence.literature.kreps_wilson_1982 import (
    ChainStore,
    ChainStoreForm,
    chain_store_assessment,
    chain_store_form,
    chain_store_tree,
    random_end_condition,
)
from deterrence.literature.kydd_walter_2002 import SPOILING, SpoilerProblem, strength_threshold, trust_threshold
from deterrence.literature.milgrom_roberts_1982 import ThreeTypeForm, ThreeTypeStore, three_type_form
from deterrence.literature.padro_i_miquel_yared_2012 import (
    IndirectControl,
    best_intensity_formula,
    chance_threshold,
    intensity_threshold,
    value_formula,
)
from deterrence.literature.spence_1973 import EducationBounds, JobMarket, education_bounds
from deterrence.literature.zagare_kilgour_2000 import (
    UNILATERAL,
    AsymmetricDeterrence,
    UnilateralDeterrence,
    UnilateralThresholds,
    asymmetric_threshold,
    unilateral_thresholds,
)

__all__ = [
    "BREAKFASTS",
    "MUTUAL",
    "RESPONSES",
    "SIGNALS",
    "SPOILING",
    "UNILATERAL",
    "AsymmetricDeterrence",
    "AudienceCosts",
    "BeerQuiche",
    "ChainStore",
    "ChainStoreForm",
    "Challenger",
    "ClosedForm",
    "CostlySignal",
    "Crisis",
    "CrisisSignalling",
    "EducationBounds",
    "Emboldenment",
    "Endgame",
    "EndgameForm",
    "FalseAlarms",
    "FearAndAppeasement",
    "FirstStages",
    "ImperfectAttribution",
    "IndirectControl",
    "JobMarket",
    "KnownEnd",
    "Mixed",
    "MutualDeterrence",
    "MutualThresholds",
    "PenalCode",
    "Provocation",
    "Response",
    "SpoilerProblem",
    "ThreeTypeForm",
    "ThreeTypeStore",
    "UnilateralDeterrence",
    "UnilateralThresholds",
    "asymmetric_threshold",
    "best_intensity_formula",
    "carrot_threshold",
    "chain_store_assessment",
    "chain_store_form",
    "chain_store_tree",
    "chance_threshold",
    "concession_hazard",
    "crisis_horizon",
    "crosses_once",
    "duel_threshold",
    "education_bounds",
    "endgame_form",
    "fear_threshold",
    "first_stages",
    "intensity_threshold",
    "loss_threshold",
    "mutual_thresholds",
    "payoff_bound",
    "random_end_condition",
    "random_end_threshold",
    "resolved_share",
    "reversion_threshold",
    "reward_threshold",
    "security_threshold",
    "signal_closed_form",
    "stick_threshold",
    "strength_threshold",
    "symmetric_cutoff",
    "three_type_form",
    "trust_threshold",
    "unilateral_thresholds",
    "value_formula",
]
