"""The embedded engine: llama.cpp in a process of its own, on a Unix socket."""
