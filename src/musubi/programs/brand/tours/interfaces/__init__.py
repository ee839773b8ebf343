"""Forms and files of the tours."""
