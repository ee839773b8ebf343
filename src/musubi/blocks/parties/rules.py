"""Names of the permissions of parties; their predicates are set in access.py."""

SEE_PARTIES = "parties.see_parties"
WORK_PARTIES = "parties.work_parties"
MERGE_PARTIES = "parties.merge_parties"
ERASE_PARTIES = "parties.erase_parties"
UPDATE_REGISTER = "parties.update_register"  # the tax agency's files
ACT_FOR = "parties.act_for"  # asked with the party
