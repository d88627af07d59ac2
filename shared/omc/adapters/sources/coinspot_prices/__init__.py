"""CoinSpot's latest prices."""
