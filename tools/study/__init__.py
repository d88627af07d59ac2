"""Every template on every real pair at hand: what qualifies, what does not, and why."""
