"""The page's server: the built front end, and the one file that tells it where the services are."""
