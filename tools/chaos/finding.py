"""Something that should not be."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["lost", "doubled", "out of order", "wrong"]


@dataclass(frozen=True)
class Finding:
    """Of what kind it is, and what exactly was found."""

    kind: Kind
    what: str
