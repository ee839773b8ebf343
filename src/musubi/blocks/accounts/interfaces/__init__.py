"""Forms and workbooks of people and organisations."""
