"""From the password to the session: steps at the door, limits, own sessions, fresh factors."""
