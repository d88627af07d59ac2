"""Snapshot: governance proposals, which are catalyst events."""
