"""What a worker raises to have its message come again."""


class NotNow(Exception):
    """Somebody else is at it, or the other side is not well: leave the message in the queue, it comes again."""
