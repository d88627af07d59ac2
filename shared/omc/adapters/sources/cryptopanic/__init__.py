"""CryptoPanic: headlines with the votes of their readers."""
