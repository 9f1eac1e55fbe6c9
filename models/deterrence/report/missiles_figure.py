"""The maps of the missile strike: which equilibria exist, and what the chance to telegraph a reply does to war."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from deterrence.crisis import (
    CASES,
    Crisis,
    crisis_equilibria,
    passes_intuitive_criterion,
    risk_condition,
    separation_condition,
    threshold_value,
    war_chance,
    without_telegraph,
)
from deterrence.crisis.model import ESCALATORY, FULL, LIMITED, TELEGRAPHED
from deterrence.report.case import Case
from deterrence.report.certified import Certified, certified
from deterrence.report.closed_form import boundary_rows, parting
from deterrence.report.figure import Columns, Figure
from deterrence.report.palette import DARK, DEEP, LIGHT, MIDDLE, OCHRE, PAPER
from deterrence.report.region_map import Category, RegionMap, region_figure, rows, together
from deterrence.report.words import listed, number

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

PRIOR, GAIN = (0.0025, 0.9975), (0.0, 1.5)
POINTS = (134, 91)
CLOSE = 1e-9

APART = "telegraphed | full"
"""The equilibrium that tells the types apart, by the name of its case."""

KINDS: Mapping[str, tuple[str, ...]] = {
    "apart": (APART,),
    "both strike fully": ("full | full",),
    "both telegraph": ("telegraphed | telegraphed",),
    "the limited one mixes": ("telegraphed+full | full",),
    "the escalatory one mixes": ("telegraphed | telegraphed+full",),
}
"""Kinds of equilibrium of this plane by the names of their cases."""

CATEGORIES = (
    Category("told apart", "the only equilibrium that passes the criterion tells the types apart", DARK),
    Category("perhaps", "one that tells them apart passes, and so do others", MIDDLE),
    Category("not told apart", "no equilibrium tells them apart for certain", LIGHT),
    Category("lower", "lower in every equilibrium that passes", DEEP),
    Category("higher", "higher in every equilibrium that passes", OCHRE),
    Category("depends", "it depends on the equilibrium", PAPER),
)
PANELS = (
    ("signal", "Do the replies tell the types\nof Iran apart?"),
    ("risk", "What does the chance to telegraph\ndo to the chance of war?"),
)
NAMES = {"prior": "chance that Iran is of the escalatory type", "gain": "gain of the escalatory type from a full reply"}


def plane() -> Crisis:
    """The points of the maps, (gain, prior)."""
    prior, gain = np.meshgrid(np.linspace(*PRIOR, POINTS[0]), np.linspace(*GAIN, POINTS[1]))
    return Crisis.january_2020(escalatory_prior=prior, full_gain=gain)


def found(model: Crisis) -> tuple[Any, Any]:
    """Which cases of ``CASES`` are equilibria, and which of these pass the intuitive criterion, (points, cases)."""
    equilibria = crisis_equilibria(model)
    there = np.zeros((equilibria.count.size, len(CASES)), dtype=bool)
    passing = there.copy()
    there[equilibria.game, equilibria.component] = True
    passing[equilibria.game, equilibria.component] = passes_intuitive_criterion(model, equilibria)
    return there, passing


def kinds_of(there: Any) -> Any:
    """Which ``KINDS`` there are, (points, kinds)."""
    names = [case.name for case in CASES]
    return np.stack([there[:, [names.index(name) for name in each]].any(axis=1) for each in KINDS.values()], axis=-1)


def signal(model: Crisis) -> Any:
    """Whether the replies tell the types apart, as a place in ``CATEGORIES``, flat."""
    there, passing = found(model)
    apart = kinds_of(there)[:, 0]
    alone = passing.sum(axis=1) == 1
    return np.where(apart & kinds_of(passing)[:, 0] & alone, 0, np.where(apart, 1, 2))


def risk(model: Crisis) -> Any:
    """How the chance of war compares with that without a telegraphed reply, as a place in ``CATEGORIES``, flat."""
    equilibria = crisis_equilibria(model)
    war = war_chance(model, equilibria)
    passing = passes_intuitive_criterion(model, equilibria)
    plain = without_telegraph(model)
    without = np.full(equilibria.count.size, np.nan)
    alone = crisis_equilibria(plain)
    without[alone.game] = war_chance(plain, alone)
    lower, higher, same = (np.zeros(len(without), dtype=bool) for _ in range(3))
    gap = war - without[equilibria.game]
    for flag, there in ((lower, gap < -CLOSE), (higher, gap > CLOSE), (same, np.abs(gap) <= CLOSE)):
        flag[equilibria.game[there & passing]] = True
    return np.where(lower & ~higher & ~same, 3, np.where(higher & ~lower & ~same, 4, 5))


def missiles_figure(cases: Sequence[Case]) -> Figure:
    """What the replies tell, and what being able to telegraph does to the chance of war."""
    return region_figure(
        name="missiles",
        title="Was the missile strike a signal, and did it make war less frequent?",
        caption=(
            "Two questions asked of the same plane. Left: whether a telegraphed reply reveals the limited type. "
            "Right: the chance of war against that of the same crisis without a telegraphed reply. The criterion is "
            "the intuitive criterion; beside the equilibria that pass it there is one in which both types strike "
            "fully, with the same chance of war as without a telegraphed reply. No points: no author states these "
            "numbers. Everything else is as in the table of the parameters of the crisis."
        ),
        columns=numbers(),
        draw=RegionMap(
            panels=PANELS,
            categories=CATEGORIES,
            x_label=NAMES["prior"],
            y_label=NAMES["gain"] + "\n(loss of face without a reply: 12)",
            across=2,
            size=(10.5, 5.9),
        ),
    )


def numbers() -> dict[str, Any]:
    """What the figure draws."""
    model = plane()
    parts = []
    for (panel, _), reading in zip(PANELS, (signal, risk), strict=True):
        code = reading(model)
        names = np.array([category.name for category in CATEGORIES])
        parts.append(rows("cell", panel, (model.escalatory_prior.ravel(), model.full_gain.ravel()), names[code]))

        def beside(x: Any, y: Any, reading: Any = reading) -> Any:
            at = Crisis.january_2020().unchecked(escalatory_prior=x, full_gain=y)
            return reading(at).reshape(np.shape(x))

        parts += boundary_rows(panel, parting(lines(), beside, (PRIOR, GAIN)))
    return together(parts)


def lines() -> Iterator[tuple[str, Any, Any]]:
    """The boundaries in closed form: of the types telling themselves apart, of pooling, and of the risk of war."""
    across, up = np.linspace(*PRIOR, 201), np.linspace(*GAIN, 201)
    model = Crisis.january_2020()
    yield "apart from this gain", across, np.full_like(across, float(threshold_value(separation_condition(), model)))
    yield "both telegraph up to this gain", across, pooling_gain(model, across)
    yield "the risks are equal while one type mixes", *mixed_risk(model)
    for name, at in upright(model).items():
        yield name, np.full_like(up, at), up


def pooling_gain(model: Crisis, prior: Any) -> Any:
    """The gain up to which the escalatory type telegraphs with the limited one rather than strike and bring war."""
    calm = np.minimum(model.deaths(TELEGRAPHED) * model.escalation(np.minimum(prior, model.knee())), 1)
    return model.benefit(ESCALATORY, TELEGRAPHED) + model.cost_of_war(ESCALATORY) * (1 - calm) + 0 * prior


def mixed_risk(model: Crisis) -> tuple[Any, Any]:
    r"""Where war is as frequent as without a telegraphed reply while the escalatory type mixes: prior and gain.

    The type is indifferent at the chance of war :math:`w = 1 - (G + (1 - \rho) F_0)/c_E` after a telegraphed reply,
    which belongs to a belief :math:`\mu`; that reply comes with the chance :math:`(1 - \pi)/(1 - \mu)`, so that
    :math:`(1 - w)(1 - \pi)/(1 - \mu) = 1 - \varepsilon_2 q(\pi)`, which is linear in :math:`\pi`.
    """
    low, high = (float(pooling_gain(model, at)) for at in (model.knee(), 0.0))
    gain = np.linspace(low, high, 201)
    war = 1 - (gain - model.benefit(ESCALATORY, TELEGRAPHED)) / model.cost_of_war(ESCALATORY)
    calm = model.escalation(0)
    slope = model.escalation(1) - calm
    belief = (war / model.deaths(TELEGRAPHED) - calm) / slope
    share = (1 - belief) / (1 - war)
    died = model.deaths(FULL)
    return (1 - share * (1 - died * calm)) / (1 - share * died * slope), gain


def upright(model: Crisis) -> dict[str, float]:
    """The priors at which pooling on the full reply begins to fail the criterion, and at which risks change place."""
    return {
        "pooling begins to fail": pooling_prior(model),
        "the risks are equal": float(threshold_value(risk_condition(), model)),
        "war is certain without deaths": float(model.knee()),
    }


def pooling_prior(model: Crisis) -> float:
    r"""The prior from which the limited type would rather telegraph and be believed than pool on the full reply.

    .. math:: \varepsilon_2 q(\pi) = (1 - \rho) F_0 / c_L + \varepsilon_1 q_0
    """
    benefit, cost = model.benefit(LIMITED, TELEGRAPHED), model.cost_of_war(LIMITED)
    needed = model.deaths(TELEGRAPHED) * model.escalation(0) - benefit / cost
    q = needed / model.deaths(FULL)
    return float((q - model.escalation(0)) / (model.escalation(1) - model.escalation(0)))


def crisis_figure(cases: Sequence[Case]) -> Figure:
    """Which equilibria the crisis has where."""
    columns, model = _kinds(), Crisis.january_2020()
    return Figure(
        name="crisis",
        title="Which equilibria does the crisis have?",
        caption=(
            "Each kind of perfect Bayesian equilibrium has a hatch; where several exist their hatches lie over each "
            "other and the shade is darker. ‘Apart’: the limited type telegraphs, the escalatory one strikes fully. "
            "Everything else is as in the table of the parameters of the crisis."
        ),
        alternative=(
            f"One map over the same two numbers. {_kinds_told(columns)} Boundaries: types apart above a gain of "
            f"{number(float(threshold_value(separation_condition(), model)))}; the limited type mixes below a chance "
            f"of {number(pooling_prior(model))}."
        ),
        columns=columns,
        draw=_draw_kinds,
    )


def _kinds() -> dict[str, Any]:
    model = plane()
    there = kinds_of(found(model)[0])
    names = np.array([" & ".join(np.array(list(KINDS))[row]) for row in there])
    parts = [rows("cell", "kinds", (model.escalatory_prior.ravel(), model.full_gain.ravel()), names)]
    across = np.linspace(*PRIOR, 201)
    base = Crisis.january_2020()
    curves = {
        "apart above": np.full_like(across, float(threshold_value(separation_condition(), base))),
        "both telegraph below": pooling_gain(base, across),
    }
    for name, curve in curves.items():
        kept = across <= float(base.knee()) if name.startswith("both") else curve > 0
        parts.append(rows("boundary", "kinds", (across[kept], curve[kept]), name))
    up = np.linspace(*GAIN, 3)
    parts.append(rows("boundary", "kinds", (np.full(3, pooling_prior(base)), up), "the limited one mixes to the left"))
    return together(parts)


def _kinds_told(columns: Columns) -> str:
    """Where each kind of equilibrium is."""
    names = [name.split(" & ") for name in columns["name"][columns["kind"] == "cell"]]
    told = []
    for kind in KINDS:
        share = sum(kind in each for each in names) / len(names)
        told.append(f"“{kind}” {'nowhere' if not share else 'everywhere' if share == 1 else 'in a part'}")
    return f"Equilibria: {listed(told)}."


def _draw_kinds(columns: Columns) -> Canvas:
    from matplotlib.figure import Figure as Canvas

    from gametheory.plot import draw_regions

    table = {name: np.asarray(values) for name, values in columns.items()}
    cell = table["kind"] == "cell"
    x, y = (np.unique(table[name][cell]) for name in ("x", "y"))
    present = np.zeros((len(x), len(y), len(KINDS)), dtype=bool)
    place = np.searchsorted(x, table["x"][cell]), np.searchsorted(y, table["y"][cell])
    for each, kind in enumerate(KINDS):
        present[(*place, each)] = [kind in name.split(" & ") for name in table["name"][cell]]
    canvas = Canvas(figsize=(10.5, 4.6), layout="constrained")
    axes = canvas.subplots()
    across, up = NAMES["prior"], NAMES["gain"]
    draw_regions(x, y, present, tuple(KINDS), names=(across, up), boundaries=_given(table, across), ax=axes)
    return canvas


def _given(table: Mapping[str, Any], across: str) -> dict[str, Any]:
    """The boundaries among the columns, as :func:`gametheory.plot.draw_regions` takes them."""
    from functools import partial

    from sympy import Symbol

    from gametheory.symbolic import SymbolicThreshold

    boundaries: dict[str, Any] = {}
    for name in dict.fromkeys(table["name"][table["kind"] == "boundary"]):
        on = (table["kind"] == "boundary") & (table["name"] == name)
        x, y = table["x"][on], table["y"][on]
        if np.ptp(x) == 0:
            boundaries[name] = SymbolicThreshold(Symbol(across), float(x[0]), 1, False)
        else:
            boundaries[name] = partial(np.interp, xp=x, fp=y, left=np.nan, right=np.nan)
    return boundaries


def certificates() -> list[Certified]:
    """Of every equilibrium at every point of the maps."""
    model = plane()
    return [
        certified("crisis", "missiles, crisis", "with a telegraphed reply", crisis_equilibria(model).certificate),
        certified(
            "crisis", "missiles", "without", crisis_equilibria(without_telegraph(model), strict=False).certificate
        ),
    ]
