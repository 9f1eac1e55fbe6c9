"""Everybody's answers, held against one certificate and one complete list."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from gametheory import certify
from gametheory.normal_form import bimatrix

from .cases import CASES, Floats
from .measure import Run
from .peers import Answers
from .reference import distinct, extreme_equilibria, missed


class Verdict(NamedTuple):
    """What the answers of one run are worth.

    Attributes
    ----------
    certified : share of the games with a certified answer (task "one"), or of the profiles listed ("all")
    worst : largest regret of any answer, refused ones included, as a share of the player's payoff range
    wanted, missed : equilibria of the complete list, and those among them that no certified answer comes near
    complete : share of the games whose list the solver itself calls complete; None if it says nothing
    missed_complete : equilibria missed in those games
    """

    certified: float
    worst: float
    wanted: int = 0
    missed: int = 0
    complete: float | None = None
    missed_complete: int = 0


def judge(case: str, runs: Sequence[Run], sample: int) -> list[Verdict | None]:
    """One verdict per run of a task, None where there are no answers.

    Parameters
    ----------
    case : name of one of ``CASES``
    runs : of one task
    sample : how many games are held against the complete list
    """
    answered = {k: run.answers for k, run in enumerate(runs) if run.answers is not None}
    certified = {k: certificates(case, runs[k].games, answers) for k, answers in answered.items()}
    found = {k: profiles(answers, certified[k][0], sample) for k, answers in answered.items()}
    verdicts: list[Verdict | None] = [None] * len(runs)
    for k, answers in answered.items():
        holds, regret = certified[k]
        one = runs[k].contender.task == "one"
        known = regret[~np.isnan(regret)]
        verdict = Verdict(
            float(holds.sum() / max(runs[k].games if one else len(holds), 1)), float(known.max(initial=0.0))
        )
        if not one:
            wanted = [complete_list(case, g, list(found.values())) for g in range(min(sample, runs[k].games))]
            lost = np.array([missed(whole, found[k][g]) for g, whole in enumerate(wanted)])
            verdict = verdict._replace(wanted=sum(map(len, wanted)), missed=int(lost.sum()))
            if answers.complete is not None:
                said = np.asarray(answers.complete)
                verdict = verdict._replace(
                    complete=float(said.mean()), missed_complete=int(lost[said[: len(lost)]].sum())
                )
        verdicts[k] = verdict
    return verdicts


def certificates(case: str, games: int, answers: Answers) -> tuple[Any, Floats]:
    """By our own certificate: whether each profile holds, and its relative regret."""
    game = bimatrix(*CASES[case].payoffs(games))
    certificate = certify(game.take(answers.game), (answers.x, answers.y), strict=False).certificate
    return certificate.holds, certificate.relative_regret


def profiles(answers: Answers, holds: Any, sample: int) -> list[Floats]:
    """The certified profiles of each of the first games, (profiles, m + n)."""
    few = answers.game < sample
    whole = np.concatenate([answers.x[few], answers.y[few]], axis=-1)
    return [whole[holds[few] & (answers.game[few] == g)] for g in range(sample)]


def complete_list(case: str, game: int, found: list[list[Floats]]) -> Floats:
    """The exact list, or the distinct profiles among what everybody found where that would take too long."""
    if CASES[case].reference == "exact":
        return exact_list(case, game)
    return distinct(np.concatenate([profiles[game] for profiles in found]))


@cache
def exact_list(case: str, game: int) -> Floats:
    row, column = CASES[case].payoffs(game + 1)
    return extreme_equilibria(row[game], column[game])
