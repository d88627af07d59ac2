"""Scores of posts by a language model: what is asked, what is believed of the answer, what it may cost."""
