"""What a training run costs: operations, hours, days, dollars, energy."""
