"""CoinGecko's list of the largest coins."""
