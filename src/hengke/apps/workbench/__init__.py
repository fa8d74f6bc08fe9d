"""Where the day starts: the role's home, the customer list, search and the 360 page."""
