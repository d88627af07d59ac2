"""Newscatcher: news of many outlets. Paid, off by default."""
