"""A kit and a request -> jobs: one for each PDF, with everything that its layout needs."""
