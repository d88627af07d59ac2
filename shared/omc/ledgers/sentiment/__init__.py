"""What words about a coin are worth: votes where readers gave them, terms of the trade, a general lexicon."""
