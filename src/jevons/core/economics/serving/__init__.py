"""What it takes to serve a model: memory, speed, chips for a load, dollars per token."""
