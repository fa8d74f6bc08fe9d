"""One file that holds a home as it was at one moment, and the way back from it."""
