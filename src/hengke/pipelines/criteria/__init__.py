"""The review of tier floors at night: what is read of the assessments, and the figures of it."""
