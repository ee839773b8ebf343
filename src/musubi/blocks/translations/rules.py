"""Names of the permissions of translations; their predicates are set in access.py."""

SEE_TRANSLATIONS = "translations.see_translations"
WORK_TRANSLATIONS = "translations.work_translations"
