"""The delivery: a thread for each subscription, so that nobody waits for another."""

import threading
from dataclasses import dataclass

from bus_site.bus.channels import ARCHIVE, LOG, SUBSCRIPTIONS
from bus_site.bus.conf import DeliverySettings, delivery_settings, transport_url
from bus_site.bus.deliverer import Deliverer
from bus_site.bus.models import Subscription
from eventbox.wakeup import wake_local
from eventbox.worker import Loop, Worker, run_loop

# Well within a lease's term, so that one that is in use does not run out; seconds.
WATCH_EVERY = 1.0


@dataclass(frozen=True)
class _Running:
    deliverer: Deliverer
    thread: threading.Thread
    stopping: threading.Event


class Delivery(Worker):
    """Delivers to every subscription there is. `start` and `stop` are the Worker's.

    Where the log is in NATS it archives the stream, too. Any number of these may run, in any number
    of processes.
    """

    def __init__(self, settings: DeliverySettings | None = None) -> None:
        self._settings = settings or delivery_settings()
        self._running: dict[str, _Running] = {}
        loops = [Loop("delivery", self.supervise_once, SUBSCRIPTIONS, self._stop_all)]
        if transport_url():
            from bus_site.bus.jetstream.engine import Archiving

            loops.append(Loop("archive", Archiving().archive_step, ARCHIVE))
        super().__init__(loops)

    def stop(self, timeout: float | None = None) -> bool:
        """Let each request in flight end, then return; False where one took too long.

        Without `timeout` (seconds) every one has its full time.
        """
        return super().stop(self._settings.timeout + 5.0 if timeout is None else timeout)

    def supervise_once(self) -> float:
        """Begin with new subscriptions, end with removed ones, watch over the exchanges."""
        names = set(Subscription.objects.values_list("name", flat=True))
        for name in self._running.keys() - names:
            self._running.pop(name).stopping.set()
            wake_local(LOG)
        for name in names - self._running.keys():
            self._running[name] = self._begin(name)
        self._watch()
        return WATCH_EVERY

    def _begin(self, name: str) -> _Running:
        deliverer = Deliverer(name, self._settings)
        loop = Loop(f"delivery to {name}", deliverer.deliver_once, LOG, deliverer.close)
        stopping = threading.Event()
        thread = threading.Thread(
            target=run_loop, args=(loop, stopping), name=loop.name, daemon=True
        )
        thread.start()
        return _Running(deliverer, thread, stopping)

    def _watch(self) -> None:
        for running in self._running.values():
            running.deliverer.watch()

    def _stop_all(self) -> None:
        for running in self._running.values():
            running.stopping.set()
        wake_local(LOG)
        while any(running.thread.is_alive() for running in self._running.values()):
            self._watch()
            for running in self._running.values():
                running.thread.join(WATCH_EVERY)
