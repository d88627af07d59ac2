"""OpenAI's chat completions and servers that speak like it."""
