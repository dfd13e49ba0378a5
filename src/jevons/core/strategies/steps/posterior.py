"""Draws from what scores say of their mean: the posteriors of Thompson sampling."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

A, B = 0.5, 0.5
"""Jeffreys' prior of a share."""

MEAN, KAPPA, NU, SCALE = 0.0, 1.0, 1.0, 0.1
"""The prior of a normal: its mean, what that counts for, and degrees of freedom and scale
of its variance."""


def draw_beta(scores: Sequence[float], rng: random.Random) -> float:
    """A draw of the mean of scores from 0 to 1, each a share of a success.

    From Beta(A + the sum of scores, B + the sum of what they lack), as treequest has it.
    """
    won = math.fsum(scores)
    return rng.betavariate(A + won, B + len(scores) - won)


def draw_gaussian(scores: Sequence[float], rng: random.Random) -> float:
    """A draw of the mean of normal scores whose variance is not known either.

    The prior is a normal-inverse-chi-squared (Murphy, Probabilistic Machine Learning:
    Advanced Topics, section 3.4.3.3): the variance is drawn, and the mean given it.
    """
    mean, kappa, nu, scale = gaussian_posterior(scores)
    variance = nu * scale / 2 / rng.gammavariate(nu / 2, 1.0)
    return rng.gauss(mean, math.sqrt(variance / kappa))


def gaussian_posterior(scores: Sequence[float]) -> tuple[float, float, float, float]:
    """Mean, its weight, degrees of freedom and scale of the variance, given the scores."""
    count = len(scores)
    if not count:
        return MEAN, KAPPA, NU, SCALE
    mean = math.fsum(scores) / count
    spread = math.fsum((score - mean) ** 2 for score in scores)
    kappa, nu = KAPPA + count, NU + count
    pull = count * KAPPA * (MEAN - mean) ** 2 / kappa
    return (
        (KAPPA * MEAN + count * mean) / kappa,
        kappa,
        nu,
        (NU * SCALE + spread + pull) / nu,
    )
