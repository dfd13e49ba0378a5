"""Step strategies with real models: what they ask for is drawn, priced, kept and told."""
