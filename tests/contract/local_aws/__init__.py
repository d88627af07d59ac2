"""The laptop's AWS behaves as AWS does wherever we rely on it."""
