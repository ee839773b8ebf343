"""Names of the permissions of certified brands; their predicates are set in access.py."""

SEE_BRANDS = "local_brands.see_brands"  # the staff pages
