"""Forms, workbooks and papers of reviews."""
