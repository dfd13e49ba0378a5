"""From a reply to a verdict: finding the answer, and comparing it with the right one."""
