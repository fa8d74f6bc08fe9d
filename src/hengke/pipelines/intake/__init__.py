"""Import: a bank's files, read through a mapping, become checked rows of the bank contract.

In the order of the work: `mapping` (what a mapping says) <- `mapping_file` (TOML) · `delivery`
(which file feeds what) · `opening`, `encodings`, `plain_text`, `rows_of_text`, `workbook` (bytes to
rows of text) · `staging` (rows of text as Parquet, resumable) · `received`, `control_files` (is it
whole?) · `expressions`, `dates`, `stage_rows`, `candidates` (text to contract columns) ·
`row_rules`, `set_rules`, `validation` (rows that break a rule) · `removals`, `snapshots` ·
`quarantine` · `deviation` · `merge`, `touched`, `acceptance` (into silver) · `taking_back` (undo) ·
`proposing` (a mapping for unknown files) · `api` (the door).
"""
