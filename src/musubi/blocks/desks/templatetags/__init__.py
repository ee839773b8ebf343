"""Words and signs of the desks' pages."""
