"""操作記録: who did what to which record and when. Append-only; personal values stand apart and can be erased."""
