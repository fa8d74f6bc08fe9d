"""What customers bring and cost: amounts by customer, product and month, all in whole minor units.

`facts` sums what accounts held, booked and cost; `rates` says what money and risk cost; `amounts`
makes parts of the profit stack of both; `customers` sums them up; `totals` proves that nothing is
lost on the way.
"""
