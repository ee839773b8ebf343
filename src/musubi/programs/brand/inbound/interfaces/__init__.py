"""Forms and workbooks of inbound."""
