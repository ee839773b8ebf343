"""Pages of the tours."""
