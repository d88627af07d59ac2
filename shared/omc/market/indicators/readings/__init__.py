"""What indicators say: BUY, SELL or NEUTRAL, how strongly, and why in one sentence.

model: one reading, without numpy. judges: every bar at once. wording: the sentences.
"""
