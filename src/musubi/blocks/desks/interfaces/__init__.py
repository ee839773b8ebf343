"""Forms, workbooks and papers of the desks."""
