"""Import: a bank's files, read through a mapping, become checked rows of the bank contract.

In the order of the work: `mapping` (what a mapping says) <- `mapping_file` (TOML) · `delivery`
(which file feeds what) · `opening`, `encodings`, `layouts` (bytes to rows of text) · `staging`
(rows of text as Parquet, resumable) · `expressions`, `stage_rows` (text to contract columns) ·
`validation` (rows that break a rule) · `quarantine` · `merge` (into silver) · `api` (the door).
"""
