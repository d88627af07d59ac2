"""Anthropic's messages: POST https://api.anthropic.com/v1/messages."""
