"""One function per indicator: (frame or source, *arguments) -> its outputs in the catalog's order.

Each output is float64[n], NaN where undefined; element i depends on bars 0..i only.
"""
