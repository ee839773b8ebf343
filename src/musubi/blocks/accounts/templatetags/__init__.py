"""Words for roles."""
