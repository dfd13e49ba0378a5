import random
from statistics import fmean, variance

import pytest

from jevons.core.strategies.steps.posterior import draw_beta, draw_gaussian, gaussian_posterior


def test_the_posterior_of_a_normal():
    assert gaussian_posterior([]) == (0.0, 1.0, 1.0, 0.1)
    # 2 scores, mean 0.5, spread 0.18; (0.1 + 0.18 + 2 * 0.25 / 3) / 3
    assert gaussian_posterior([0.2, 0.8]) == pytest.approx((1 / 3, 3, 3, 0.148889), rel=1e-5)


def test_draws_of_a_share_have_its_mean_and_variance():
    rng = random.Random(1)
    draws = [draw_beta([0.5, 1.0, 0.0, 1.0], rng) for _ in range(20_000)]
    a, b = 0.5 + 2.5, 0.5 + 1.5
    assert fmean(draws) == pytest.approx(a / (a + b), abs=0.005)
    assert variance(draws) == pytest.approx(a * b / ((a + b) ** 2 * (a + b + 1)), rel=0.05)


def test_draws_of_a_normal_have_the_mean_and_variance_of_its_t():
    rng = random.Random(1)
    scores = [0.2, 0.8, 0.5, 0.5, 0.9, 0.1, 0.4, 0.6]
    mean, kappa, nu, scale = gaussian_posterior(scores)
    draws = [draw_gaussian(scores, rng) for _ in range(20_000)]
    assert fmean(draws) == pytest.approx(mean, abs=0.005)
    assert variance(draws) == pytest.approx(scale / kappa * nu / (nu - 2), rel=0.05)


def test_without_scores_the_priors_are_drawn_from():
    rng = random.Random(1)
    assert fmean(draw_beta([], rng) for _ in range(5_000)) == pytest.approx(0.5, abs=0.02)
    assert sum(draw_gaussian([], rng) > 0 for _ in range(5_000)) == pytest.approx(2_500, abs=150)
