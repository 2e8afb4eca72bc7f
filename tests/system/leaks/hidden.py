"""What nobody may read, in every spelling that an answer, a page or a log may give it."""

import html
import json
import re
from collections.abc import Mapping
from urllib.parse import quote, quote_plus

AROUND = 200


class Hidden:
    """Values by what they are; those called texts are of comments, and a text's last word too."""

    def __init__(self, texts: Mapping[str, str], secrets: Mapping[str, str]) -> None:
        self._texts = _spelt(texts)
        self._texts |= {value.rsplit(" ", 1)[-1]: kind for kind, value in texts.items()}
        self._secrets = _spelt(secrets)

    def found_in(self, told: str, *, texts: bool = True) -> str | None:
        """What is found, with what stands around it; without `texts` only secrets are searched."""
        for spelling, kind in {**self._secrets, **(self._texts if texts else {})}.items():
            if (at := told.find(spelling)) >= 0:
                return f"{kind}: {told[max(0, at - AROUND) : at + AROUND]}"
        return None


def spellings(value: str) -> set[str]:
    """A value as it is, and as whatever quotes it may write it."""
    return {
        *(value, repr(value)[1:-1], html.escape(value), html.escape(repr(value))),
        *(json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]),
        *(quote(value), quote_plus(value)),
    }


def parts_of(secrets: Mapping[str, str]) -> dict[str, str]:
    """Each secret by itself: of BUS_CLIENTS every token and every key in it."""
    parts: dict[str, str] = {}
    for name, value in secrets.items():
        words = re.split("[=:,]", value) if name == "BUS_CLIENTS" else [value]
        parts |= {f"{name}, part {n}": word for n, word in enumerate(words) if len(word) > 20}
    return parts


def _spelt(values: Mapping[str, str]) -> dict[str, str]:
    return {spelling: kind for kind, value in values.items() for spelling in spellings(value)}
