"""A second engine, written from the trading semantics alone: bar by bar, in plain Python and exact fractions.

It shares no code with the house's engine, its trading rules or its expression language, so that an error
would have to be made twice to go unseen. Slow on purpose.
"""
