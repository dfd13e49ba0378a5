"""From a question to a stored generation."""
