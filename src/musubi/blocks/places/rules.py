"""Names of the permissions of places; their predicates are set in access.py."""

SEE_PLACES = "places.see_places"  # drafts, signs, what visitors are not shown
SEE_PROPERTIES = "places.see_properties"
WORK_PROPERTIES = "places.work_properties"
