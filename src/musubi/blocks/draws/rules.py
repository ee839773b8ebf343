"""Names of the draws' permissions; their predicates are set in access.py."""

SEE_DRAWS = "draws.see_draws"  # the staff list
PREPARE_DRAWS = "draws.prepare_draws"  # begin a draw at some desk
WORK_DRAW = "draws.work_draw"  # with a draw: entries, closing, drawing, moving up
CANCEL_DRAW = "draws.cancel_draw"  # with a draw: the head alone
