"""`make chaos`: people post while processes are killed, paused and cut off; then all is counted."""
