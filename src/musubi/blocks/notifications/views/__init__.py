"""Pages of the day's tasks and of the outbox."""
