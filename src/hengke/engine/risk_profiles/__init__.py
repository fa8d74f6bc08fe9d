"""The risk profile of a customer by the assessment that counts."""
