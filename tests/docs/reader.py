"""A reader who follows a text to the letter: types, looks, and compares with what was promised."""

import re
from pathlib import Path

from tests.docs.browser import Browser
from tests.docs.machine import Machine
from tests.docs.promise import Promise
from tests.docs.steps import Choose, Read, See, Step, Type, Visit, steps
from tools.trial.waiting import PATIENCE, wait_until

_LOGIN = re.compile(r"Log in as (\S+) with the password (\S+) at:")
# What only looks may be asked again until it shows what is promised: events take their time.
_LOOKS = re.compile(
    r"(?!.* (-d|-X) )(curl|story|\.venv/bin/python \S+ (compare_projection|eventbox_status))\b.*\n"
)


class Reader:
    """Follows texts, one after the other, on a machine."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._browser = Browser()

    def follow(self, path: Path) -> int:
        """Take every step of the text; the answer is how many there were.

        Raises AssertionError, with the line, at the first that does not go as the text says.
        """
        taken = 0
        for step in steps(path.read_text()):
            self._take(step, path.name)
            taken += 1
        return taken

    def _take(self, step: Step, name: str) -> None:
        here = self._machine.here
        match step:
            case Type(script="make up\n"):
                self._machine.make_up()
            case Type(line=line):
                self._type(step, f"{name}:{line}")
            case Read(text=text, line=line):
                promise = Promise(here(text))
                wait_until(lambda: promise.is_in(self._machine.said), f"{name}:{line}: {text}")
            case Visit(address=address):
                self._browser.visit(here(address))
            case See(text=text):
                self._see(text)
            case Choose(action=action, first_only=first_only, message=message):
                self._browser.choose(action, first_only=first_only)
                self._see(message)

    def _type(self, step: Type, where: str) -> None:
        script = self._machine.here(step.script)

        def done() -> bool:
            answer = self._machine.terminal.run(script, seconds=PATIENCE)
            if step.answer is None:
                assert answer.code == 0, f"{where}: {script}ended with {answer}"
            else:
                promise = Promise(self._machine.here(step.answer.text), json=step.answer.json)
                assert promise.is_all_of(answer.output), (
                    f"{where}: {script}promised:\n{promise.text}\nseen:\n{answer.output}"
                )
            if found := _LOGIN.search(answer.output):
                self._browser.remember(*found.groups())
            return True

        if _LOOKS.fullmatch(step.script):
            wait_until(done, where)
        else:
            done()

    def _see(self, text: str) -> None:
        seen = self._browser.text
        assert text in seen, f"{self._browser.address} does not show {text!r}:\n{seen}"
