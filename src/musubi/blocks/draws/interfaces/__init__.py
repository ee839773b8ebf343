"""Forms, workbooks and papers of draws."""
