"""Lexicons of others, as the Tone that sentiment scoring takes."""
