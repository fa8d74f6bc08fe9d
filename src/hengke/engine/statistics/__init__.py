"""What customers are like, group by group, and how their courses move."""
