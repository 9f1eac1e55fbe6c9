"""Section 4, the host: protection, eviction, and leaving as a threat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan

from deterrence.evidence import fact
from deterrence.host import Host, Policy, law_condition, screening_odds, threshold_value
from deterrence.report.case import Case
from deterrence.report.footing import OPEN, Footing, verdict
from deterrence.report.host_figure import ANGERS, HIGHEST_ANGER, threshold_of
from deterrence.report.host_table import NOISES, POLICIES, HostEntry, hosts
from deterrence.report.html import Markup, element, paragraphs, section, symbols, table
from deterrence.report.words import listed, measured, number, span

WEEKS, TRIES = 13, 0.7
"""An example of how silence tells: weeks without an eviction, and how often one type tries."""


def host(cases: Sequence[Case], entries: Sequence[HostEntry], figures: Mapping[str, Markup]) -> Markup:
    """X12 to X15, X20 and X21."""
    models = hosts(cases)
    example = next(iter(models.values()))
    odds = float(screening_odds(WEEKS, float(example.eviction_caretaker), 0.0, TRIES))
    return section(
        "host",
        "What will the host do, and can leaving be a threat?",
        paragraphs(
            "One team holds that readiness to leave is the means of staying, and that the host can be moved to protect "
            "its guests (document 004; M20, M81, M85); one that strikes turn the host against the presence, that it "
            "cannot crack down, and that restraint alone breaks the cycle (002; M12, M91, M104); one would press the "
            "host to act while leaving (003; M72); in October 2020 a group made the first offer (000; M61). Whether "
            "the groups’ patrons want the United States out, or only unable to work, is disputed too (004; M95, M96) "
            "(disputes X12 to X15, X20, X21). In the model of the host a government of unknown type, close to Iran or "
            "not, protects, restricts, tries to evict, or does nothing; strikes raise anger and delay a cabinet; the "
            "militia weighs anger, law and eviction. It has calibrations of its own, one for each argument, moved "
            "until the policy argued for did well in it: that it does well there is how they were built. Scenarios of "
            "one’s own do not enter here."
        ),
        figures["host"],
        verdict(
            "Given that attacks and strikes are left aside, in this model, if and only if F − η z/4 exceeds χ_H + (1 − "
            "δ)O, and an unprotected week brings exit with a chance of at least (1 − δ)χ_H/(δ(F − η z/4 − χ_H − "
            f"(1 − δ)O)), readiness to leave makes a nationalist host protect: {_thresholds(models)}; {OPEN}"
        ),
        verdict(
            "Given that a strike leaves the militia’s other gains where they are, in this model, if and only if "
            "the gain β_1 = δ ζ_1 (V_M(z + 1) − V_M(z)) from a step of anger exceeds the loss κ_1, "
            f"being struck pays the militia: {_provocation(models, entries)}; {OPEN}"
        ),
        verdict(
            "Given that no anger is at stake and a cabinet is formed, in this model, if and only if its mean law cost "
            "is at least ι g_2, the militia lets half or more of its opportunities for heavy attacks pass without "
            f"being struck: {_law(models)}; {OPEN}"
        ),
        verdict(
            "Given that the host gains by being seen to act, in this model, if and only if the relief, "
            "(1 − f_η) η z/4, exceeds the rent lost, f_r F, it is better for it in that week to restrict than to do "
            f"nothing; {OPEN}"
        ),
        verdict(
            "Given weeks in which no eviction is carried out, in this model, if and only if the two types of host try "
            "with different chances, these weeks tell which it is: each multiplies the odds of a nationalist by (1 − "
            f"e_N v_c)/(1 − e_I v_c); a condemnation in words, which both can afford, by 1; {OPEN}"
        ),
        table(
            "Every equilibrium that was found: worth to the United States; chances within a year of being expelled and "
            "of having left; deaths in that year; weeks in which the host protects",
            ("policy, and noise of the choices", *(f"‘{name}’" for name in models)),
            [
                *(
                    (f"{words}; {_noise(noise)}", *(_cell(entries, name, policy, noise) for name in models))
                    for policy, words in POLICIES.items()
                    for noise, _ in NOISES
                ),
                (
                    "leaving at once, without further play",
                    *(number(-float(model.leave_cost) - float(model.hurry_cost)) for model in models.values()),
                ),
            ],
            class_="numbers",
        ),
        element(
            "p",
            symbols(
                "F: weekly rent of a nationalist host from the presence; η: what the highest anger costs it a week; "
                f"z: the anger, from 0 to {HIGHEST_ANGER}; χ_H: what protecting costs it a week; O: what it gets once "
                "the United States has left; f_r: share of the rent that restricting loses, "
                f"{span(float(model.restricted_rent_share) for model in models.values())}; f_η: share of the cost of "
                f"anger that then remains, {span(float(model.relief) for model in models.values())}. ζ_1: chance that "
                "a strike raises anger by a step; V_M: what play from then on is worth to the militia; κ_1: what a "
                "strike takes from it; ι g_2: what it gains from a week of heavy attacks, whatever becomes of the "
                "presence. e_N, e_I: how often a nationalist and a host close to Iran try to evict; v_c: chance that "
                "an attempt is carried out."
            ),
            class_="note",
        ),
        element(
            "p",
            "Choices are not exact: each player takes what is better the more often the more it is worth, with noise "
            "τ in units of payoff. A smaller τ is nearer to exact play; at the smallest that was reached the order of "
            "policies may be another, and so may be whether being struck pays: in ‘restrain’ the gain from provocation "
            "stays below the loss from τ = 0.35 down, at every cabinet, anger and belief.",
            class_="note",
        ),
        Footing(
            derived="The hold-up threshold; that one policy can bring protection or collapse, depending on what is "
            "expected; how large the gain from provocation is, which the standoff takes as given; that expulsion "
            f"within a year of strikes after deaths has a chance of {_expelled(entries)} across the calibrations at "
            "these τ, and next to none in ‘punish’ and ‘timetable’ at τ = 0.1.",
            assumed="All payoffs; two types; five levels of anger; how strikes move anger and cabinets; that a "
            "policy, once announced, is believed. That strikes alone anger more than joint ones, that law binds the "
            "groups, and that protecting is dear is put in.",
            which=_which(entries)
            + " Each is a fixed point of noisy replies, checked from the payoffs of every week; that no other was "
            "found is no proof that there is none.",
            flips="Protection: the rent against the cost of protecting, at the line of the map; anger moves every host "
            "to the left. Provocation: the loss from a strike, at the gain named above. Who can stop the "
            "exchange (X20): the United States alone only where the militia holds its fire unstruck, by law cost; "
            "otherwise the militia or the host has to move.",
            observe="Whether protection rose when exit was weighed in earnest; what restrictions the host imposed "
            "after strikes; evictions after strike episodes: "
            f"{measured(fact('Q082'))}. For example, {WEEKS} weeks without one multiply the odds of a nationalist by "
            f"{number(odds)} if only the other type tries, in {number(TRIES)} of weeks; by 1 if both or neither do.",
        ).markup(),
        level=3,
    )


def _noise(noise: float) -> str:
    return f"τ = {number(noise)}".replace(" ", "\N{NO-BREAK SPACE}")


def _thresholds(models: Mapping[str, Host]) -> str:
    told = []
    for name, model in models.items():
        found = [threshold_of(model, anger) for anger in ANGERS]
        words = ["at none" if isnan(each) else number(each) for each in found]
        same = words[0] == words[1]
        told.append(f"{words[0] if same else f'{words[0]} without anger and {words[1]} with'} (‘{name}’)")
    return listed(told)


def _provocation(models: Mapping[str, Host], entries: Sequence[HostEntry]) -> str:
    told = []
    for name, model in models.items():
        mine = [each.provocation for each in entries if (each.case, each.policy) == (name, Policy.STATUS_QUO.value)]
        told.append(
            f"at most {number(min(mine))} to {number(max(mine))} against {number(float(model.strike_loss_1))} "
            f"(‘{name}’)"
        )
    return listed(told)


def _law(models: Mapping[str, Host]) -> str:
    return listed(
        [
            f"{number(float(threshold_value(law_condition(), model)))} against {number(float(model.law_cost))} "
            f"(‘{name}’)"
            for name, model in models.items()
        ]
    )


def _find(entries: Sequence[HostEntry], name: str, policy: str, noise: float) -> list[HostEntry]:
    return [each for each in entries if (each.case, each.policy, each.noise) == (name, policy, noise)]


def _cell(entries: Sequence[HostEntry], name: str, policy: Policy, noise: float) -> str:
    found = _find(entries, name, policy.value, noise)
    told = [
        f"{number(each.value)}; {number(each.expelled, 2)} and {number(each.left, 2)}; {number(each.deaths, 2)} "
        f"deaths; {number(each.weeks_protected, 2)} weeks"
        for each in found
    ]
    return " — or — ".join(told) if told else "none found"


def _expelled(entries: Sequence[HostEntry]) -> str:
    mine = [each.expelled for each in entries if each.policy == Policy.STATUS_QUO.value]
    return f"{number(min(mine), 2)} to {number(max(mine), 2)}"


def _which(entries: Sequence[HostEntry]) -> str:
    cells = [(each.case, each.policy, each.noise) for each in entries]
    several = [each for each in dict.fromkeys(cells) if len(_find(entries, *each)) > 1]
    told = listed([f"‘{case}’ ({policy}, τ = {number(noise)})" for case, policy, noise in several]) if several else ""
    starts = " and ".join(f"{len(starts)} at τ = {number(noise)}" for noise, starts in NOISES)
    return (
        f"All that were found from a fixed number of starts ({starts}), best and worst"
        + (f"; two in {told}." if told else "; one in every cell.")
    )
