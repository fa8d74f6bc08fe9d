"""Timed runs of the whole house beside yardsticks: `hengke bench`, each stage in its own process.

It stands above everything and nothing imports it: the command starts it as a program of its own,
so that what is measured is not what measures.
"""
