"""Commands of the tours."""
