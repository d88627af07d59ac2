"""Scores of posts by a language model. Paid, off by default; run by `ledgers/enrich`."""
