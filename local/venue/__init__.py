"""A venue in a process of its own, which writes down every request: what really was sent is read here."""
