"""Venues outside of our own tables."""
