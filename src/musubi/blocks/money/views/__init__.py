"""Pages of budgets and contracts."""
