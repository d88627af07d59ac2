"""Venues that are ours: their state is a value, their moves are pure functions."""
