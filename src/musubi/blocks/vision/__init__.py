"""産業振興ビジョン: the plan, its levels, items, schedule marks, owners, open questions, revisions and confirmed editions."""
