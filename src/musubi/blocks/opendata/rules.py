"""Names of the permissions of open data; their predicates are set in access.py. Taking a list in asks the list's own permission."""

SEE_IMPORTS = "opendata.see_imports"
