"""`make bench`: Postbus beside its peers, in one run on one machine."""
