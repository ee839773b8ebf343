"""Names of the plan's permissions; their predicates are set in access.py."""

CHANGE_PLAN = "vision.change_plan"
CONFIRM_EDITION = "vision.confirm_edition"  # asked with the plan
VIEW_LIVE_PLAN = "vision.view_live_plan"
SEE_DESK = "vision.see_desk"  # asked with the item
WORK_DESK = "vision.work_desk"  # asked with the item
