"""Groups of customers that are alike: columns of the results."""
