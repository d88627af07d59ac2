"""Every source's other side on this machine: made-up answers in real shapes, and bad days on order."""
