"""What customers are worth while they stay: relations, how they end, margins of years to come."""
