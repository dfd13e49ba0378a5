"""Claims about what reasoning costs, each recomputed, with a verdict by a stated rule."""
