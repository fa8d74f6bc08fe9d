"""How customers behave: deposits, channels, flows, spending, habits, by month and against usual."""
