"""Reddit: what people post, with scores that grow for days."""
