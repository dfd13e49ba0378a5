"""Worksheets: cells that people fill in, and results that follow from them."""
