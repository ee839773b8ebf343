"""Inbound (インバウンド・多言語案内): signs with their work orders, public Wi-Fi, and the desk where content is translated; C-1, C-P5."""
