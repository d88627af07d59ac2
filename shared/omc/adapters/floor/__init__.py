"""The Floor's messages and schedules, kept in AWS services."""
