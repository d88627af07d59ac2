"""From signals as bits to trades, their money and their figures: work grows with trades, not with bars."""
