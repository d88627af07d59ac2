"""Nansen: what wallets known for being early bought and sold. Paid, off by default."""
