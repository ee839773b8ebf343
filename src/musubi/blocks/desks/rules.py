"""Names of the desks' permissions; their predicates are set in access.py."""

SEE_DESKS = "desks.see_desks"  # the list of desks
