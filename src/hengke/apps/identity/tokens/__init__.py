"""API tokens of a person: shown once, kept as a digest, with scopes and an end."""
