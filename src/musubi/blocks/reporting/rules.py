"""Names of reporting's permissions; their predicates are set in access.py."""

MANAGE_CALLS = "reporting.manage_calls"
ANSWER_CALLS = "reporting.answer_calls"
RECEIVE_CALLS = "reporting.receive_calls"
MANAGE_EDITIONS = "reporting.manage_editions"
PUBLISH_EDITION = "reporting.publish_edition"
MANAGE_TEMPLATES = "reporting.manage_templates"
READ_REPORTS = "reporting.read_reports"
