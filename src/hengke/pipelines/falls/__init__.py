"""The probability of a fall: a model learnt from earlier periods, scores where the data lie."""
