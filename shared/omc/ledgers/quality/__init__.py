"""How far the ledgers can be trusted now: complete, timely and accurate, each from 0 to 1."""
