"""Statistics at work: who is described, the figures of groups, their courses, and findings."""
