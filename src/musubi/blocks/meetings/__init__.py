"""Meetings (会議体と会議): bodies, seats and members; meetings, agenda, attendance and minutes; the meeting papers (会議資料一式).

The promotion council (推進会議) is one body; others, like the liaison meeting of A-3, are closed and have no public page.
"""
