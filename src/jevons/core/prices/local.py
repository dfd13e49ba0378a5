"""What a model costs on a machine of one's own: dollars by the hour."""

from __future__ import annotations

from dataclasses import dataclass

SECONDS_PER_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class LocalPrice:
    """The price of a machine, and in words where it comes from."""

    usd_per_hour: float
    assumption: str

    def cost(self, seconds: float) -> float:
        """Dollars for `seconds` of the machine's whole time."""
        return self.usd_per_hour * seconds / SECONDS_PER_HOUR


EMBEDDED = LocalPrice(
    0.10, "0.10 $/h assumed: a cloud machine of 2 cores and 8 GB, on demand (set usd_per_hour)"
)
"""The price of the machine that the embedded model runs on, until the user sets one.

Three clouds list a general-purpose Linux machine of 2 virtual cores and 8 GB, on
demand in the eastern or central United States, at nearly the same price: AWS
m5.large and m6i.large 0.096 $/h, Azure D2s v3 and v5 0.096 $/h, Google
n2-standard-2 0.0971 $/h (confidence B: many copies of the vendors' price lists agree).
Rounded: 0.10 $/h.

A rented machine is the assumption, not the electricity of one that is already there
(30 W at 0.15 $/kWh would be 0.0045 $/h), because a hosted model's price pays for
everything too: the two can then be compared.
"""


def local_price(usd_per_hour: float | None, *, embedded: bool) -> LocalPrice | None:
    """The price of the machine a model runs on.

    Args:
        usd_per_hour: What the user set, in dollars per hour; `None` if nothing.
        embedded: The model runs inside jevons, so on a machine with no accelerator
            rented for it. Any other server has no default: a rented GPU costs from
            0.2 to 12 $/h, so that every guess would be wrong.

    Returns:
        The price, or `None` when it is unknown.
    """
    if usd_per_hour is not None:
        return LocalPrice(usd_per_hour, f"{usd_per_hour:g} $/h as set (usd_per_hour)")
    return EMBEDDED if embedded else None
