"""The catalog's entries by kind."""
