"""The formula behind every figure of a result, for whoever opens the figure."""
