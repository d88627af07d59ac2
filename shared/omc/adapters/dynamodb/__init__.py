"""Ports kept in DynamoDB tables: keys, conditions and transactions; no rules."""
