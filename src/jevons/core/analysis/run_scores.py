"""What several samples of each question are worth together, and how well a model knows itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jevons.core.analysis.calibration import BIN, expected_error, hle_official, rms_error
from jevons.core.analysis.coverage import coverage, pass_hat_k
from jevons.core.analysis.voting import maj_at_k
from jevons.core.records import Estimate, Outcome, Verdict

Verdicts = Mapping[tuple[int, int], Verdict]
"""The newest verdict on each (question, sample)."""


@dataclass(frozen=True, slots=True)
class SampleScores:
    """What `k` samples of a question come to.

    `any_right` is pass@k: at least one is right; `all_right` is pass^k; `majority` is maj@k:
    the vote of their answers is right.
    """

    k: int
    any_right: Estimate
    all_right: Estimate
    majority: Estimate


def sample_scores(verdicts: Verdicts, clusters: Sequence[str]) -> SampleScores | None:
    """The scores of as many samples as every graded question has; `None` below two."""
    samples: defaultdict[int, list[Verdict]] = defaultdict(list)
    for (question, _), verdict in sorted(verdicts.items(), key=lambda item: item[0]):
        samples[question].append(verdict)
    k = min(map(len, samples.values()), default=0)
    if k < 2:
        return None
    names = [clusters[question] for question in samples]
    rights = {question: [_is_right(one) for one in found] for question, found in samples.items()}
    counts = [(sum(found), len(found)) for found in rights.values()]
    votes = [([one.key for one in samples[q]], [float(r) for r in rights[q]]) for q in samples]
    return SampleScores(
        k=k,
        any_right=coverage(counts, k, clusters=names),
        all_right=coverage(counts, k, pass_hat_k, names),
        majority=maj_at_k(votes, k, names),
    )


@dataclass(frozen=True, slots=True)
class SelfKnowledge:
    """How far a model's confidence is from what came true, on `answers` answers that state one.

    `rms` and `expected` are over all bins of 100; `hle` is what the scripts of Humanity's
    Last Exam would print, `None` below the 200 answers that they need.
    """

    answers: int
    rms: float
    expected: float
    hle: float | None


def self_knowledge(verdicts: Verdicts) -> SelfKnowledge | None:
    """The calibration errors, `None` where no answer states a confidence."""
    stated = [one for one in verdicts.values() if one.confidence is not None]
    if not stated:
        return None
    confidences = [one.confidence or 0.0 for one in stated]
    rights = [float(_is_right(one)) for one in stated]
    return SelfKnowledge(
        answers=len(stated),
        rms=rms_error(confidences, rights),
        expected=expected_error(confidences, rights),
        hle=hle_official(confidences, rights) if len(stated) >= 2 * BIN else None,
    )


def _is_right(verdict: Verdict) -> bool:
    return verdict.outcome is Outcome.CORRECT
