"""Questions in, verdicts out: suites, loaders, answer extraction, grading."""
