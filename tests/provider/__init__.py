"""A second Django: a real OpenID provider, with the faults that a test asks for."""
