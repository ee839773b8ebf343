"""Forms, papers and workbooks of the certified brands."""
