"""API keys: found where the user keeps them, shown nowhere."""

from __future__ import annotations

import os
from typing import NoReturn

from jevons.core.problems import ProblemError, ProblemKind

KEYRING_SERVICE = "jevons"
"""The name under which keys are looked up in the system's keyring."""


class ApiKey:
    """A secret that does not show itself: not printed, compared, copied or pickled.

    Raises:
        ValueError: the text holds white space or characters that no header can
            carry. The message does not repeat it.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        if not value or not value.isascii() or not value.isprintable() or " " in value:
            raise ValueError("not an API key: it is empty or holds white space or odd characters")
        self._value = value

    def reveal(self) -> str:
        """The key itself, for the request that carries it."""
        return self._value

    def hide_in(self, text: str) -> str:
        """`text` with the key blotted out, should a server have repeated it."""
        return text.replace(self._value, "(key)")

    def __repr__(self) -> str:
        return "ApiKey(hidden)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("an API key is not written down")


def find_key(env_var: str | None, model_name: str) -> ApiKey | None:
    """The key in the environment variable, else the keyring's for the model, if any.

    The keyring is asked for the user name `model_name` of the service `jevons`,
    and only if the package `keyring` is installed.

    Raises:
        ProblemError: the variable or the keyring holds what cannot be a key.
    """
    value = os.environ.get(env_var, "").strip() if env_var else ""
    if value:
        return _checked(value, f"the environment variable {env_var}")
    value = _from_keyring(model_name).strip()
    return _checked(value, f"the keyring's entry for {model_name}") if value else None


def _checked(value: str, place: str) -> ApiKey:
    try:
        return ApiKey(value)
    except ValueError:
        raise ProblemError.of(
            ProblemKind.BAD_SETTING,
            f"{place} does not hold an API key (it has white space or odd characters in it)",
            remedy="set it again, with the key alone",
        ) from None


def _from_keyring(model_name: str) -> str:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return ""
    try:
        return keyring.get_password(KEYRING_SERVICE, model_name) or ""
    except KeyringError:
        return ""  # locked, or there is none on this machine: as good as empty
