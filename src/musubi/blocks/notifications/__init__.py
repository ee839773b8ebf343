"""通知と期限: tasks with due days, the outbox, reminders with escalation, printed letters, and the worker that sends."""
