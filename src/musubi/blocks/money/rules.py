"""Names of the permissions of budgets and contracts; their predicates are set in access.py."""

SEE_MONEY = "money.see_money"
WORK_MONEY = "money.work_money"  # asked with the item
IMPORT_MONEY = "money.import_money"  # rows of desks that the person does not work are refused one by one
