"""The plan as a workbook that comes back: its upload, and what it would change."""
