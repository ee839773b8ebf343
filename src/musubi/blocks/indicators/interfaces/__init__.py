"""Forms, drawings and words of indicators."""
