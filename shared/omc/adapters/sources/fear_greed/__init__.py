"""The Fear and Greed index of alternative.me."""
