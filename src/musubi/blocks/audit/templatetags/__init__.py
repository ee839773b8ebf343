"""Words for the history panel."""
