"""Bars of a venue that gives none, made of the prices that the ledger has seen there."""
