"""How every source of evidence is asked over HTTP: limits, retries, breaker and what an answer means."""
