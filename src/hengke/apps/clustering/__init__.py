"""Clustering on pages: groups of customers that are alike, what each is like, who is in it."""
