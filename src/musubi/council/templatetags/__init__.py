"""Template tags of the council."""
