"""`python -m local.venue`."""

from local.venue.server import main

main()
