"""How to spend test-time compute: how many samples to draw, and which answer to give."""
