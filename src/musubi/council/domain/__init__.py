"""What becomes of opinions: rules and queries."""
