"""What a child process gets of this one's environment: what it runs by, and no secrets.

API keys stand in variables that the user names freely, so that none can be told by its
name: what is not known to be needed is left out.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

NAMES = frozenset(
    {
        "HOME", "JEVONS_HOME", "LANG", "LANGUAGE", "LD_LIBRARY_PATH", "LOGNAME", "PATH", "SHELL",
        "TEMP", "TMP", "TMPDIR", "TZ", "USER", "VIRTUAL_ENV",
    }
)  # fmt: skip
"""Variables that programs run by."""

FAMILIES = (
    "CUDA_", "DYLD_", "GGML_", "GOMP_", "HIP_", "HSA_", "KMP_", "LC_", "LLAMA_", "MKL_", "OMP_",
    "OPENBLAS_", "PYTHON", "ROCR_", "SYCL_", "VK_", "XDG_", "ZES_",
)  # fmt: skip
"""Beginnings of the names of variables that steer Python, llama.cpp and what they compute on."""

NETWORK = (
    "ALL_PROXY", "CURL_CA_BUNDLE", "FTP_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NETRC", "NO_PROXY",
    "PIP_", "REQUESTS_CA_BUNDLE", "SSL_CERT_",
)  # fmt: skip
"""Beginnings of the names of variables that lead pip to its index."""


def child_environment(added: Mapping[str, str], *, network: bool = False) -> dict[str, str]:
    """The environment of a child that needs no API key, with what is `added`.

    `network` is for one that fetches from a package index: with proxies and pip's settings.
    """
    families = FAMILIES + NETWORK if network else FAMILIES
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in NAMES or name.upper().startswith(families)
    }
    return {**kept, **added}
