"""Numbers of the own book that may be one customer: found, compared, merged, taken apart."""
