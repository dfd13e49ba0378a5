"""Small files of the formats that models come in: GGUF headers and wheels."""

import hashlib
import struct
import zipfile
from pathlib import Path

SHAPE = {
    "general.architecture": "llama",
    "general.name": "Tiny",
    "llama.block_count": 2,
    "llama.context_length": 4096,
    "llama.embedding_length": 64,
    "llama.attention.head_count": 4,
    "llama.attention.head_count_kv": 2,
}


def write_gguf(path: Path, size: int = 0, **changes) -> Path:
    """Write a GGUF header (its weights are a hole); `__` in the name of a change is a dot."""
    metadata = {**SHAPE, **{key.replace("__", "."): value for key, value in changes.items()}}
    body = b"GGUF" + struct.pack("<IQQ", 3, 0, len(metadata))
    for key, value in metadata.items():
        body += _string(key) + _value(value)
    path.write_bytes(body)
    if size:
        with path.open("r+b") as file:
            file.truncate(size)
    return path


def _string(text: str) -> bytes:
    return struct.pack("<Q", len(text.encode())) + text.encode()


def _value(value) -> bytes:
    if isinstance(value, str):
        return struct.pack("<I", 8) + _string(value)
    if isinstance(value, list):
        head = struct.pack("<IIQ", 9, 8, len(value))
        return head + b"".join(map(_string, value))
    if isinstance(value, float):
        return struct.pack("<If", 6, value)
    return struct.pack("<II", 4, value)


def write_wheel(directory: Path, member: str, content: bytes) -> Path:
    """Write the wheel `jevons_test_weights` 1.0 with one file in it."""
    directory.mkdir(parents=True, exist_ok=True)
    name = "jevons_test_weights-1.0"
    path = directory / f"{name}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(member, content)
        wheel.writestr(
            f"{name}.dist-info/METADATA",
            "Metadata-Version: 2.1\nName: jevons-test-weights\nVersion: 1.0\n",
        )
        wheel.writestr(
            f"{name}.dist-info/WHEEL",
            "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        wheel.writestr(f"{name}.dist-info/RECORD", "")
    return path


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
