"""What customers ask and look at: enquiries counted by subject."""
