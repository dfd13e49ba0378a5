"""Exams from files: readers, recipes that say what is in which field, questions."""
