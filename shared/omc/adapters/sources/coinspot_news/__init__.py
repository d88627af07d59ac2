"""CoinSpot's announcements: listings first of all."""
