"""Pages that every block makes in the same way."""
