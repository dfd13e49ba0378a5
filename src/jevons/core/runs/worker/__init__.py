"""The process that works on a run: draws, grades, keeps, and can be watched."""
