"""What customers prefer, as people wrote it down: the words, and the table that rules read."""
