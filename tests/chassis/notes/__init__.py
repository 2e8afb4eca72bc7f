"""The smallest app that uses everything of the chassis: one model, a list and a form."""
