"""What is needed to try real processes out: ports, waiting, and their start and end."""
