"""The suites of reasoning-gym as exams (the extra `gym`): made and scored in a process apart."""
