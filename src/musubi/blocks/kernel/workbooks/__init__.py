"""Excel workbooks: opened safely, written so that they survive."""
