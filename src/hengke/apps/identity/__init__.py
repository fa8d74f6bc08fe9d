"""People of the bank: log-ins with a role and a scope, their preferences, and the organisation."""
