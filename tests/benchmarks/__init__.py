"""Our engine beside its peers on the same bars: `make bench`."""
