"""The review of tier floors on pages: the back-test, who reviewed it, what was proposed."""
