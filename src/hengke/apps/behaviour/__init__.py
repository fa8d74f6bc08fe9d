"""How customers behave: deposits, channels, flows, spending, habits."""
