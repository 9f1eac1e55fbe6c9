"""Every fact computed from the tables: the derived quantities and the stylised facts."""

from __future__ import annotations

from deterrence.evidence.evidence import Evidence
from deterrence.evidence.fact import Fact, StylisedFact
from deterrence.evidence.lag import lags
from deterrence.evidence.rate import rates
from deterrence.evidence.stylised_fact import stylised
from deterrence.evidence.tally import tallies


def derived_facts(evidence: Evidence | None = None) -> tuple[Fact, ...]:
    """The derived quantities Q059 to Q090, computed from the rows that each of them names.

    Parameters
    ----------
    evidence : Evidence, optional
        By default the packaged tables; pass corrected ones to see what changes.

    Raises
    ------
    KeyError, ValueError, ZeroDivisionError
        If the tables lack a row that a fact needs, or the row lacks the date or the number, or a rate
        whose inverse is asked for is 0.

    Examples
    --------
    >>> quiet = next(fact for fact in derived_facts() if fact.id == "Q069")
    >>> quiet.value, quiet.unit, quiet.rows
    (818, 'days', ('E004', 'E026'))
    """
    given = Evidence.read() if evidence is None else evidence
    return tuple(sorted((*lags(given), *tallies(given), *rates(given)), key=lambda fact: fact.id))


def stylised_facts(evidence: Evidence | None = None) -> tuple[StylisedFact, ...]:
    """SF1 to SF6 and SF8 to SF10, each with its measures; SF7 is withdrawn.

    Parameters
    ----------
    evidence : Evidence, optional
        By default the packaged tables.

    Examples
    --------
    >>> answered = stylised_facts()[0]
    >>> [(fact.id, fact.value, fact.of) for fact in answered.measures if fact.of]
    [('Q079', 2, 2), ('Q080', 0, 10)]
    """
    given = Evidence.read() if evidence is None else evidence
    return stylised(given, {fact.id: fact for fact in derived_facts(given)})


def fact(identifier: str, evidence: Evidence | None = None) -> Fact:
    """The fact with the identifier, a derived quantity or a measure of a stylised fact.

    Raises
    ------
    KeyError
        If there is none; the message lists those there are.

    Examples
    --------
    >>> eviction = fact("Q082")
    >>> eviction.value, eviction.of, round(eviction.interval.upper, 2), eviction.interval.name
    (0, 3, 0.63, 'one-sided 95% Clopper-Pearson upper bound')
    """
    given = Evidence.read() if evidence is None else evidence
    known = {fact.id: fact for fact in derived_facts(given)}
    known |= {measure.id: measure for pattern in stylised_facts(given) for measure in pattern.measures}
    if identifier not in known:
        raise KeyError(f"no fact {identifier!r}; there are {', '.join(known)}")
    return known[identifier]
