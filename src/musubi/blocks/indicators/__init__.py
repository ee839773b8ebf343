"""指標: indicators of the plan with baseline, targets and actuals by fiscal year."""
