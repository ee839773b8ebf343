"""各事業の机 (desks): what the division of a code does day by day, its milestones, documents, contacts and handover."""
