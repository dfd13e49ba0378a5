"""What reasoning costs to train, to serve and to own: pure functions over dated, sourced data."""
