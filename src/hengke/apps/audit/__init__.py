"""Who did what to whom, when: rows that are written once and never changed."""
