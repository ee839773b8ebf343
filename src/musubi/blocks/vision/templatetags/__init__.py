"""Words for the plan's closed lists."""
