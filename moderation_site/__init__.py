"""The moderation service, which decides whether a comment may be shown."""
