"""Propose a mapping for files nobody has described yet.

`sniffing` (bytes to rows: encoding, delimiter, header) -> `profiles` (what the values of a column
look like) -> `words` (what a header usually means) -> `matching` (columns to contract columns) ->
`rules` (a column rule in TOML) -> `page` (the mapping file). A guess is marked with `# ?`.
"""

from hengke.pipelines.intake.proposing.page import propose

__all__ = ["propose"]
