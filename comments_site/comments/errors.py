"""What can be wrong with a comment, beyond its form."""


class UnknownPost(Exception):
    """There is no such post: it never was, is not known here yet, or has been deleted."""

    def __init__(self, post_id: str) -> None:
        super().__init__("There is no such post.")
        self.post_id = post_id
