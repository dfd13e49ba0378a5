"""Questions made on the spot: seeded suites in levels of difficulty, and their checkers."""
