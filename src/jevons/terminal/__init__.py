"""The wire: the only code that knows the terminal's capabilities."""
