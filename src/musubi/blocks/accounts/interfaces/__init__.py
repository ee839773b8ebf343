"""Forms and workbooks of people, organisations and accounts."""
