"""One module a host: `SPEAKERS` maps host names to what speaks for them."""
