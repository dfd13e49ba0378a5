"""Screens: each lays out widgets and talks to the core."""
