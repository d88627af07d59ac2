"""What the Floor does, step by step, through ports; each service is safe to run twice and to die in."""
