"""拠点整備 (C-1, C-P1): a disused site of the city becomes a base, from the concept to the opening."""
