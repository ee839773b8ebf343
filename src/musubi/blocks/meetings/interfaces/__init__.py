"""Forms and files of the meetings."""
