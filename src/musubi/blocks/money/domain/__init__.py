"""What money offers to other apps: totals of budgets, and the functions that keep budgets and contracts."""
