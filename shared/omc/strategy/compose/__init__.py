"""Strategies made of others: members that vote, parameter sets and specialists by regime."""
