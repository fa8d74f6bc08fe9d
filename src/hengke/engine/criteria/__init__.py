"""What a review of tier floors counts of the assessments of many months."""
