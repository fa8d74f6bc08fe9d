"""The data catalogue: every column the house keeps, its class, and who answers for it."""
