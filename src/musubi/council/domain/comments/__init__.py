"""Public comment: calls, what comes, how it is sorted and answered, the published result."""
