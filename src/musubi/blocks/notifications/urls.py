"""Addresses of the day's tasks and of the outbox."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.notifications.views import outbox, today

app_name = "notifications"
urlpatterns = [
    path("staff/today/", today.today_page, name="today"),
    path("staff/today/new/", today.new, name="task-new"),
    path("staff/today/<slug:uid>/take/", today.take, name="task-take"),
    path("staff/today/<slug:uid>/done/", today.done, name="task-done"),
    path("staff/today/<slug:uid>/reopen/", today.reopen, name="task-reopen"),
    path("staff/outbox/", outbox.messages_page, name="outbox"),
    path("staff/outbox/reminders/", outbox.reminders, name="reminders"),
    path("staff/outbox/<slug:uid>/", outbox.message_page, name="message"),
    path("staff/outbox/<slug:uid>/letter/", outbox.letter, name="letter"),
    path("staff/outbox/<slug:uid>/letter.docx", outbox.letter_word_file, name="letter-word"),
    path("staff/outbox/<slug:uid>/letter.pdf", outbox.letter_file, name="letter-file"),
    path("staff/outbox/<slug:uid>/resend/", outbox.resend_message, name="resend"),
]
