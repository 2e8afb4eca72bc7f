"""What stands behind the Makefile: running, filling, checking and testing the whole house."""
