"""From the award to the last yen: budgets, settlement, payments, the chain upward, the auditors' sheet."""
