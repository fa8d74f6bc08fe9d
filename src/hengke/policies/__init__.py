"""Business numbers as dated TOML, and the loaders that turn them into frozen dataclasses."""
