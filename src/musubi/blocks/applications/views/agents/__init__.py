"""Appointments of agents: the pages of the party and the agent, and those of the office."""
