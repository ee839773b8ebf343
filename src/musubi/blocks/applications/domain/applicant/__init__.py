"""The applicant's side: calls as the public reads them, the form as it is typed, what can be done next."""
