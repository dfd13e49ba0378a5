"""What a lower price does to demand: spending, compute, and the Jevons paradox."""
