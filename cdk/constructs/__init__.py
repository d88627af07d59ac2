"""One capability each, safe by default: encrypted, private, with retention, with a place for failures."""
