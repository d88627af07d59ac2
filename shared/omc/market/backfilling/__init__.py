"""History of a series fetched in pages: planned, fetched side by side, kept all at once."""
