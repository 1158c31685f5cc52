"""A Kit and a request -> jobs: one for each PDF, with all that its layout is given."""
