"""Accelerators: their figures, their prices, and the export rules they fall under."""
