"""The usual way to have events between Django services: each library as its documentation says."""
