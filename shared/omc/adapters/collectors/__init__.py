"""Where the clock that wakes collectors is kept."""
