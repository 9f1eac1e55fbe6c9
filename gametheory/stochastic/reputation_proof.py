"""Whether play at the nodes of a finite reputation game is a sequential equilibrium, in rational arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ..errors import InvalidGameError
from .reputation_exact import ExactReputation, Node
from .reputation_game import ReputationGame, require_reputation


@dataclass(frozen=True)
class ReputationProof:
    """How far play is from a sequential equilibrium, each the largest over all nodes; all 0 where it is one.

    Attributes
    ----------
    opponent : Fraction
        What an opponent of any kind could gain.
    answer, leave : Fraction
        What the normal type could gain by another answer to a crossing, or by staying or leaving, once.
    value : Fraction
        How far the stated values are off those that play brings, computed from the last stage on.
    bayes : Fraction
        How far beliefs are off Bayes' rule where it applies.
    simplex : Fraction
        How far chances are off a distribution.
    nodes : int
        How many nodes were looked at.
    """

    opponent: Fraction
    answer: Fraction
    leave: Fraction
    value: Fraction
    bayes: Fraction
    simplex: Fraction
    nodes: int

    @property
    def holds(self) -> bool:
        """Whether it is a sequential equilibrium, exactly."""
        return not any((self.opponent, self.answer, self.leave, self.value, self.bayes, self.simplex))


def prove_reputation(game: ReputationGame, found: ExactReputation) -> ReputationProof:
    """Check one-shot deviations and Bayes' rule at every node, from the payoffs and the play alone.

    Values are computed anew from the chances of play, from the last stage on. Every opponent, the answer to a crossing
    and the decision to leave are looked at in every node, on the path or off it. The belief after a crossing that was
    not answered needs to be 0, as Bayes' rule has it on the path and every tremble of the normal type off it.

    Examples
    --------
    >>> from gametheory.stochastic import chain_store, exact_reputation
    >>> game = chain_store(8, Fraction(1, 3), 2, Fraction(1, 100))
    >>> prove_reputation(game, exact_reputation(game)).holds
    True
    """
    require_reputation(game)
    if not isinstance(found, ExactReputation):
        raise InvalidGameError(f"an ExactReputation was needed, got {type(found).__name__}; see exact_reputation.")
    values: dict[int, Fraction] = {}
    gaps = {"opponent": Fraction(0), "answer": Fraction(0), "leave": Fraction(0), "value": Fraction(0)}
    gaps |= {"bayes": Fraction(0), "simplex": Fraction(0)}

    def note(name: str, size: Fraction) -> None:
        gaps[name] = max(gaps[name], size)

    discount = Fraction(game.discount[()])
    for place in sorted(range(len(found.nodes)), key=lambda place: found.nodes[place].stage):
        node = found.nodes[place]
        if node.stage == 0:
            values[place] = Fraction(game.terminal[()])
        else:
            at = node.stage - 1
            after = {name: discount * values[getattr(node, name)] for name in ("quiet", "answered", "silent")}
            paid = after["answered"] - Fraction(game.answer_cost[at])
            note("answer", _gain(node.answer, paid, after["silent"]))
            crossed = node.answer * paid + (1 - node.answer) * after["silent"]
            answered = node.staying + (1 - node.staying) * node.answer
            worth = Fraction(0)
            for kind, mix in enumerate(node.actions):
                note("simplex", abs(sum(mix, Fraction(-1))))
                payoffs = [
                    Fraction(gain) - Fraction(loss) * answered
                    for gain, loss in zip(game.gains[at, kind], game.losses[at, kind], strict=True)
                ]
                note("opponent", max(max(payoffs) - own for own, chance in zip(payoffs, mix, strict=True) if chance))
                for action, chance in enumerate(mix):
                    note("simplex", -chance)
                    crossing = Fraction(game.crossing[at, action])
                    outcome = Fraction(game.flows[at, action]) + crossing * crossed + (1 - crossing) * after["quiet"]
                    worth += Fraction(game.kinds[at, kind]) * chance * outcome
            leaving = None if game.exit_values is None else game.exit_values[at]
            if leaving is not None and leaving != float("-inf"):
                note("leave", _gain(1 - node.leave, worth, Fraction(leaving)))
                worth = node.leave * Fraction(leaving) + (1 - node.leave) * worth
            else:
                note("leave", node.leave)
            for chance in (node.leave, node.answer, node.belief, node.staying):
                note("simplex", max(-chance, chance - 1))
            values[place] = worth
            note("bayes", _bayes(node, found.nodes))
        note("value", abs(values[place] - node.value))
    return ReputationProof(**gaps, nodes=len(found.nodes))


def _gain(chance: Fraction, doing: Fraction, not_doing: Fraction) -> Fraction:
    """What could be gained on doing something with this chance."""
    best = max(doing, not_doing)
    return best - (chance * doing + (1 - chance) * not_doing)


def _bayes(node: Node, nodes: tuple[Node, ...]) -> Fraction:
    stayed = node.belief + (1 - node.belief) * (1 - node.leave)
    off = abs(node.staying - node.belief / stayed) if stayed else abs(node.staying)
    off = max(off, abs(nodes[node.quiet].belief - node.staying), abs(nodes[node.silent].belief))
    answered = node.staying + (1 - node.staying) * node.answer
    if answered:
        off = max(off, abs(nodes[node.answered].belief - node.staying / answered))
    for name in ("quiet", "answered", "silent"):
        if nodes[getattr(node, name)].stage != node.stage - 1:
            raise ValueError(f"a node with {node.stage} stages left needs one with {node.stage - 1} to follow it.")
    return off
