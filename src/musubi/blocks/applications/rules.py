"""Names of the permissions of calls and applications; their predicates are set in access.py."""

SEE_APPLICATIONS = "applications.see_applications"  # the queue, lists and calls inside the office
PREPARE_CALLS = "applications.prepare_calls"  # with a plan item or None
WORK_APPLICATION = "applications.work_application"  # with an application: check, correct, prepare decisions
LIFT_RULE = "applications.lift_rule"  # with an application or call: exceptions with a reason
EDIT_APPLICATION = "applications.edit_application"  # with an application: type as the applicant (or for them at the counter)
APPLY = "applications.apply"  # with a party: begin an application for it
STEP_BACK = "applications.step_back"  # with an application: withdraw or renounce
APPOINT_AGENT = "applications.appoint_agent"  # with an application: let an agent file or receive the money
