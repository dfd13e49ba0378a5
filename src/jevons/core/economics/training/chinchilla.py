"""Where a run stands against the compute-optimal one (the Chinchilla law)."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from math import exp, log
from pathlib import Path

from jevons.core.economics.bounds import bad_input
from jevons.core.economics.tables import rows_of

_FILE = Path(__file__).with_name("chinchilla.csv")

TOKENS_PER_PARAMETER = 20
"""The rule of thumb: about 20 tokens a parameter is compute-optimal (Hoffmann 2022)."""


@dataclass(frozen=True, slots=True)
class LossLaw:
    """L(N, D) = E + A / N^alpha + B / D^beta, in nats per token, as one paper fitted it."""

    id: str
    name: str
    e: float
    a: float
    b: float
    alpha: float
    beta: float
    confidence: str
    source: str

    def loss(self, parameters: float, tokens: float) -> float:
        """The loss of N parameters after D tokens."""
        return (
            self.e
            + self.a * exp(-self.alpha * log(parameters))
            + self.b * exp(-self.beta * log(tokens))
        )

    def optimal(self, flops: float) -> tuple[float, float]:
        """The parameters and tokens of least loss for so many FLOPs (6 N D).

        N = G (C/6)^(beta/(alpha+beta)), D = (C/6) / N, G = (alpha A / beta B)^(1/(alpha+beta)).
        """
        both = self.alpha + self.beta
        balance = (self.alpha * self.a / (self.beta * self.b)) ** (1 / both)
        parameters = balance * (flops / 6) ** (self.beta / both)
        return parameters, flops / 6 / parameters


@dataclass(frozen=True, slots=True)
class ChinchillaPosition:
    """A run beside the compute-optimal run of the same FLOPs, by one law.

    `flops_for_same_loss` is what the compute-optimal run to the same loss takes;
    `overtraining` is how many times that this run takes: what a smaller, cheaper to
    serve model costs more to train.
    """

    law: LossLaw
    parameters: float
    tokens: float
    tokens_per_parameter: float
    times_twenty: float
    flops: float
    loss: float
    optimal_parameters: float
    optimal_tokens: float
    optimal_loss: float
    excess_loss: float
    flops_for_same_loss: float
    overtraining: float


@functools.cache
def loss_laws() -> tuple[LossLaw, ...]:
    """The laws as fitted by Hoffmann 2022 and again by Besiroglu 2024; read once."""
    return tuple(
        LossLaw(
            row["id"],
            row["name"],
            float(row["e"]),
            float(row["a"]),
            float(row["b"]),
            float(row["alpha"]),
            float(row["beta"]),
            row["confidence"],
            row["source"],
        )
        for row in rows_of(_FILE)
    )


def chinchilla_position(*, parameters: float, tokens: float, law: LossLaw) -> ChinchillaPosition:
    """Where N parameters after D tokens stand.

    The laws were fitted on dense models: for a mixture of experts, the active
    parameters are a lower bound of N.

    Raises:
        ProblemError: BAD_INPUT: no parameters or no tokens.
    """
    if not (parameters > 0 and tokens > 0):
        raise bad_input("a run needs parameters and tokens", "give both, above 0")
    flops = 6 * parameters * tokens
    loss = law.loss(parameters, tokens)
    best_parameters, best_tokens = law.optimal(flops)
    best_loss = law.loss(best_parameters, best_tokens)
    # The reducible loss of the optimal run falls as C^-(alpha beta / (alpha + beta)).
    power = (law.alpha + law.beta) / (law.alpha * law.beta)
    same = flops * ((best_loss - law.e) / (loss - law.e)) ** power
    ratio = tokens / parameters
    return ChinchillaPosition(
        law=law,
        parameters=parameters,
        tokens=tokens,
        tokens_per_parameter=ratio,
        times_twenty=ratio / TOKENS_PER_PARAMETER,
        flops=flops,
        loss=loss,
        optimal_parameters=best_parameters,
        optimal_tokens=best_tokens,
        optimal_loss=best_loss,
        excess_loss=loss - best_loss,
        flops_for_same_loss=same,
        overtraining=flops / same,
    )
