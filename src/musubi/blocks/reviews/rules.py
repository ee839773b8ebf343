"""Names of the permissions of reviews; their predicates are set in access.py."""

SEE_PANELS = "reviews.see_panels"  # the office's list of panels
PREPARE_PANELS = "reviews.prepare_panels"  # with a call: set a panel for it
WORK_PANEL = "reviews.work_panel"  # with a panel: list, rule, assign, type in, close
UNLOCK_SHEET = "reviews.unlock_sheet"  # with a panel: the head
REVIEW = "reviews.review"  # the reviewer's own pages
WORK_SELECTION = "reviews.work_selection"  # with a panel: calculate, decide the list, hand it over
