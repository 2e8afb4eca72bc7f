"""What query emits: nothing. It is the end of every comment's way."""
