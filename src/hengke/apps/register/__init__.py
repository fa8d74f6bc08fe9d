"""The model register on a page."""
