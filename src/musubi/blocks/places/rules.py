"""Names of the permissions of places; their predicates are set in access.py."""

SEE_PLACES = "places.see_places"  # drafts, signs, what visitors are not shown
SEE_PROPERTIES = "places.see_properties"
WORK_PROPERTIES = "places.work_properties"
# Whoever keeps them: the secretariat; a program that works them says who else.
WORK_SPOTS = "places.work_spots"  # enter, import and publish spots and events
WORK_WIFI = "places.work_wifi"
WORK_SIGNS = "places.work_signs"
