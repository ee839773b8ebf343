"""Forms and workbooks of places."""
