"""A worker that does nothing but tell that it runs, and where the bus would be sent."""

from eventbox.conf import config
from eventbox.worker import Worker


class TellingWorker(Worker):
    """Prints the sink when it is started."""

    def start(self) -> None:
        print(f"sink {config().sink_url}", flush=True)
        super().start()
