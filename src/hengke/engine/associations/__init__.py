"""Products that come together: columns of the results."""
