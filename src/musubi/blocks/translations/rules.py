"""Names of the permissions of translations; their predicates are set in access.py."""

SEE_TRANSLATIONS = "translations.see_translations"
WORK_TRANSLATIONS = "translations.work_translations"
ASSIGN_TRANSLATIONS = "translations.assign_translations"  # settles who translates and reviews; a program may say who else does
WRITE_TEXTS = "translations.write_texts"  # asked with the record's assignment, or None
REVIEW_TEXT = "translations.review_text"  # asked with a text
