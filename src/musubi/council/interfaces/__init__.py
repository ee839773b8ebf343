"""Forms and files of the council."""
