"""Model shapes: what a published configuration says of parameters, memory and operations."""
