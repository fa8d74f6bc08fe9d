"""Statistics on pages: what groups of customers are like, how they move, and what was found."""
