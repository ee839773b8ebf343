"""Template tags of the tours."""
