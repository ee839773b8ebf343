"""来訪の計測: how many come to a place, how long they stay, where they go next: counters, surveys, stamp rallies; no one is followed."""
