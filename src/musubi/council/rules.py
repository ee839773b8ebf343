"""Names of the council's permissions; their predicates are set in access.py."""

READ_COUNCIL = "council.read_council"  # opens the staff pages
RECEIVE_OPINIONS = "council.receive_opinions"
WORK_ISSUE = "council.work_issue"  # asked with the issue
WORK_COUNCIL = "council.work_council"  # gathers opinions, merges and splits, records decisions
PUBLISH_TRACE = "council.publish_trace"
ANSWER_COORDINATION = "council.answer_coordination"  # asked with the coordination
COMPLETE_ACTION = "council.complete_action"  # asked with the action item
MANAGE_COMMENT_CALLS = "council.manage_comment_calls"
WORK_QUESTION = "council.work_question"  # asked with the assembly's question
CHECK_QUESTION = "council.check_question"  # asked with the assembly's question
WORK_SHORTFALL = "council.work_shortfall"  # asked with the indicator
