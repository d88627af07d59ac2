"""Thin stacks: which constructs stand together, and what they say to each other."""
