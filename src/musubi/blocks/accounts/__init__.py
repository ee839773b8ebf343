"""利用者と組織: people who sign in, the organisation tree of the city and its partners, memberships with end days, roles."""
