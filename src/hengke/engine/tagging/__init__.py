"""Tags: rules checked as one library, flags of whole books in one pass, reasons for one customer.

`library`, `inlining` and `reasons` load no engine: pages and the door of pipelines read them too.
"""
