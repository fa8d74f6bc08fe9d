"""Features per customer and date, from the bank contract. Table -> Table, pure."""
