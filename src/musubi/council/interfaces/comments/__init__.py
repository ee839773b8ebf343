"""Public comment: forms, the guard against machines, workbooks, papers."""
