"""What samples say: estimates with intervals, comparisons, cost, power."""
