"""Plans of serving that the tests change one thing of."""

from jevons.core.economics.chips.chip import known_chip
from jevons.core.economics.serving.plan import ServingPlan
from jevons.core.economics.shapes.catalogue import known_model


def deepseek_decoding(**changes):
    """DeepSeek's decoding unit: 18 nodes, attention on every chip, experts over all."""
    given = {
        "shape": known_model("deepseek-v3").shape, "chip": known_chip("H800"),
        "usd_per_chip_hour": 2, "chips": 144, "expert": 144, "redundant_experts": 32,
        "users_per_chip": 88, "context_tokens": 4989, "prompt_tokens": 4096,
        "cache_hit": 342 / 608,
    }  # fmt: skip
    return ServingPlan(**{**given, **changes})


def llama(**changes):
    """Llama 3.1 70B in FP8 on four H100 that share each sequence."""
    given = {
        "shape": known_model("llama-3.1-70b").shape, "chip": known_chip("H100"),
        "usd_per_chip_hour": 2.5, "chips": 4, "tensor": 4,
    }  # fmt: skip
    return ServingPlan(**{**given, **changes})
