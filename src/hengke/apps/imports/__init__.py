"""Deliveries of the bank's files, the batches they became, and the runs over them."""
