from tests.faults.releases.base import *  # noqa: F403
from tests.faults.releases.base import eventbox

EVENTBOX = eventbox("NEW")
