"""The customer record: who the customer is, what is held, who is in charge."""
