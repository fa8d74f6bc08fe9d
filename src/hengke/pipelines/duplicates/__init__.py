"""Records that may be one customer: exact identifiers, blocks, a score within blocks, clusters."""
