"""Names of the permissions of visits; their predicates are set in access.py."""

SEE_VISITS = "visits.see_visits"
WORK_VISITS = "visits.work_visits"
CLAIM_PRIZES = "visits.claim_prizes"
