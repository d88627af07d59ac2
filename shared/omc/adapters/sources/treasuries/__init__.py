"""CoinGecko's lists of companies that hold coins; a change of a holding is a catalyst event."""
