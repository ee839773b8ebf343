"""Forms and files of parties."""
