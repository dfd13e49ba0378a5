"""Majority votes among samples: what k of them would have answered, and how well."""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from jevons.core.analysis.accuracy import mean_score
from jevons.core.analysis.units import Clusters
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Estimate

Key = str | None
"""Equal for answers that are equal; `None` for a sample without one, which has no vote."""
Votes = tuple[Sequence[Key], Sequence[float]]
"""One question's samples: their answers' keys, and whether each was right (1, 0 or bool)."""

EXACT_STEPS = 2_000_000
"""Steps of the exact count up to which it is taken: about a tenth of a second a question.
64 samples of a question come to half of it at worst."""
DRAWS = 1_000


def maj_at_k(
    questions: Sequence[Votes],
    k: int,
    clusters: Clusters = None,
    level: float = 0.95,
    seed: int = 0,
) -> Estimate:
    """Accuracy of a majority vote among k samples: the mean over questions.

    The interval is that of `accuracy`, on as many groups of k as were drawn.

    Raises:
        ProblemError: BAD_INPUT: no question, or one with fewer than k samples.
    """
    scores = [majority_score(keys, rights, k, seed=seed) for keys, rights in questions]
    return mean_score(scores, [len(keys) // k for keys, _ in questions], clusters, level)


def majority_score(
    keys: Sequence[Key], rights: Sequence[float], k: int, draws: int = DRAWS, seed: int = 0
) -> float:
    """Expected score of a majority vote among k of the samples (Wang et al., 2203.11171).

    A tie scores the mean of the tied answers; no vote at all scores 0. The expectation is
    over all subsets of k, counted; where that would take too long, over `draws` of them.

    Raises:
        ProblemError: BAD_INPUT: fewer than k samples, or not one verdict for each.
    """
    scores = _class_scores(keys, rights, k)
    if k == len(keys):
        return _vote(keys, scores)
    votes = Counter(key for key in keys if key is not None)
    silent = len(keys) - votes.total()
    worth: defaultdict[int, float] = defaultdict(float)  # of the answers with so many votes
    for key, count in votes.items():
        worth[count] += scores[key]
    rivals = {count: _without(votes.values(), count) for count, value in worth.items() if value}
    if sum(_steps(count, others, k) for count, others in rivals.items()) > EXACT_STEPS:
        subsets = drawn_subsets(len(keys), k, draws, seed)
        return math.fsum(_vote([keys[i] for i in subset], scores) for subset in subsets) / draws
    return math.fsum(
        worth[count] * _chance_to_win(count, others, silent, k) for count, others in rivals.items()
    )


def drawn_subsets(samples: int, k: int, draws: int = DRAWS, seed: int = 0) -> Iterator[list[int]]:
    """Places of k of the samples, drawn without replacement `draws` times.

    The same for the same numbers, so that strategies compared see the same samples.
    """
    rng = random.Random(seed)
    return (rng.sample(range(samples), k) for _ in range(draws))


def live_choice(keys: Sequence[Key], thinking: Sequence[float]) -> Key:
    """The answer that a vote gives now: the most votes, `None` if there is none.

    Of tied answers, the one with the shorter mean thinking (tokens or seconds), then the
    one that came first.
    """
    lengths: defaultdict[str, list[float]] = defaultdict(list)
    for key, length in zip(keys, thinking, strict=True):
        if key is not None:
            lengths[key].append(length)
    return min(
        lengths,
        key=lambda key: (-len(lengths[key]), math.fsum(lengths[key]) / len(lengths[key])),
        default=None,
    )


def _vote(keys: Sequence[Key], scores: Mapping[str, float]) -> float:
    votes = Counter(key for key in keys if key is not None)
    most = max(votes.values(), default=0)
    tied = [scores[key] for key, count in votes.items() if count == most]
    return math.fsum(tied) / len(tied) if tied else 0.0


def _class_scores(keys: Sequence[Key], rights: Sequence[float], k: int) -> dict[str, float]:
    """Each answer's score: the mean of its samples, should they have been judged apart."""
    if len(keys) != len(rights) or not 1 <= k <= len(keys):
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"{len(keys)} answers with {len(rights)} verdicts make no vote of {k}",
            remedy=f"draw and grade at least {max(k, 1)} for each question",
        )
    found: defaultdict[str, list[float]] = defaultdict(list)
    for key, right in zip(keys, rights, strict=True):
        if key is not None:
            found[key].append(right)
    return {key: math.fsum(scores) / len(scores) for key, scores in found.items()}


def _without(counts: Iterable[int], one: int) -> list[int]:
    rest = list(counts)
    rest.remove(one)
    return rest


def _chance_to_win(own: int, rivals: Sequence[int], silent: int, k: int) -> float:
    """The chance that an answer wins the vote of k samples, a tie of t counting 1/t.

    By the number of subsets in which it has `most` votes, no rival has more and `ties`
    have as many: products of binomials, rival by rival, as polynomials in the number of
    samples taken.
    """
    ways_by_ties: defaultdict[int, int] = defaultdict(int)
    for most in range(1, min(own, k) + 1):
        room = k - most
        polynomials = [[math.comb(silent, taken) for taken in range(min(silent, room) + 1)]]
        for rival in rivals:
            polynomials = _with_rival(polynomials, rival, most, room)
        for ties, ways in enumerate(polynomials):
            if len(ways) > room:
                ways_by_ties[ties] += math.comb(own, most) * ways[room]
    subsets = math.comb(silent + own + sum(rivals), k)
    return math.fsum(ways / subsets / (ties + 1) for ties, ways in ways_by_ties.items())


def _with_rival(polynomials: list[list[int]], rival: int, most: int, room: int) -> list[list[int]]:
    """The ways, by ties and samples taken, with one more rival of at most `most` votes."""
    after: list[list[int]] = [[] for _ in range(len(polynomials) + 1)]
    for ties, ways in enumerate(polynomials):
        for votes in range(min(rival, most, room) + 1):
            _add_shifted(after[ties + (votes == most)], ways, votes, math.comb(rival, votes), room)
    return after if after[-1] else after[:-1]


def _add_shifted(total: list[int], ways: Sequence[int], shift: int, factor: int, room: int) -> None:
    """Add `factor` times the polynomial, times x^shift, as far as there is room."""
    length = min(len(ways) + shift, room + 1)
    total.extend([0] * (length - len(total)))
    for place in range(shift, length):
        total[place] += factor * ways[place - shift]


def _steps(own: int, rivals: Sequence[int], k: int) -> int:
    """About how many additions `_chance_to_win` makes, or more."""
    steps = 0
    for most in range(1, min(own, k) + 1):
        ties = 1
        for rival in rivals:
            steps += ties * (min(rival, most) + 1) * (k - most + 1)
            ties += rival >= most
    return steps
