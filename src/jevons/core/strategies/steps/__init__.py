"""Strategies that go step by step: they look into thoughts, have answers judged and revised."""
