"""Forms, tables and papers of calls and applications."""
