"""文書: documents from data as PDF, Excel and Word, and attachments; issued ones are their stored bytes."""
