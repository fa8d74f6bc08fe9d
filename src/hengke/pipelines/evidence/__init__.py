"""What the methods are worth on public data: one module per data set, measured one by one.

`hengke evidence` runs each set in a process of its own. A new set is a module of its name with a
`SET`; nothing else lists it. Heavy imports stand in its functions, so that to list sets is cheap.
"""
