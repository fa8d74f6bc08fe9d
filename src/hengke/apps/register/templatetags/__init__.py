"""Words of the register for the pages that show what a model says."""
