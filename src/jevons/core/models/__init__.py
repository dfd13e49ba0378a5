"""Talking to a model: servers, thinking, the embedded engine and its weights."""
