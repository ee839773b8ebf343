"""Forms, files and tables of money."""
