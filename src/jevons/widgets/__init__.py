"""Reactive widgets: they take plain values and draw them."""
