"""What the rules say, for many parameter sets at once, as bits."""
