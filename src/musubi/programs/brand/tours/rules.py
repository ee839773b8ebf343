"""Names of the permissions of the tours; their predicates are set in access.py."""

SET_PLANNER = "tours.set_planner"  # the city's weight and travel speeds
