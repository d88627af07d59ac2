"""What every source of evidence shares: how it is plugged in, how it asks, and how it reads answers."""
