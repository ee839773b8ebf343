"""Forms, workbooks and readers by which people and files reach the plan."""
