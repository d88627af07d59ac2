"""Coin Metrics' community API: daily on-chain metrics without a key."""
