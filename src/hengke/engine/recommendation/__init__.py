"""What is recommended to whom: suitability first and last, a score of four numbers in between.

`gate` and `rules` load no engine: pages ask the same gate once more when something is shown.
"""
