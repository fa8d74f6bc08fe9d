"""The second factor: codes of an app, passkeys, recovery codes, and the guard against guessing."""
