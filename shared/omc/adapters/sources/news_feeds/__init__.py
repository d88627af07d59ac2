"""RSS of news sites."""
