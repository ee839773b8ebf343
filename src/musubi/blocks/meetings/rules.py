"""Names of the permissions of meetings; their predicates are set in access.py."""

WORK_BODY = "meetings.work_body"  # asked with the body: its office
MANAGE_BODIES = "meetings.manage_bodies"
READ_MEETINGS = "meetings.read_meetings"  # opens the staff pages of meetings
MEMBER_PAGES = "meetings.member_pages"
