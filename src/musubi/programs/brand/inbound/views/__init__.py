"""Pages of inbound."""
