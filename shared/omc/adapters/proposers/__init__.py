"""Models that say which parameter sets to try next."""
