"""Needs to come at work: looks at the past, what is learnt from them, everybody's scores."""
