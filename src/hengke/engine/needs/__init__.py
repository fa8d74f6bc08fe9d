"""Weighing what could answer a need: KANO, benefit and cost, SWOT, and the list made of them.

Surveys and cases are a few hundred rows that people typed, not a book: plain functions on exact
fractions, importable by pages (no Ibis here; decision 0037).
"""
