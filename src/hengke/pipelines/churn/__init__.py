"""The probability of leaving: learnt from months that are over, champion and challenger, scores."""
