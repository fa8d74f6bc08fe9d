"""What customers bring and cost: contribution by part, concentration, decline, scores."""
