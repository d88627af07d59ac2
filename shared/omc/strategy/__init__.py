"""Strategies as data: the spec, its expression language, and what it says about each bar.

No text of a user is ever executed: expressions are parsed, checked against an allow-list and turned into a
typed tree; only that tree is evaluated.
"""
