"""Runs as files: out of one library, into another or into other tools."""
