"""What the office does before a decision: the queue, handling, hints, consultations, guidelines."""
