"""jevons: a terminal lab for reasoning models."""

__version__ = "0.1.0"
