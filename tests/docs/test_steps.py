"""A text is read as the reader of it would: in order, and nothing is passed over."""

import pytest

from tests.docs.steps import Answer, Choose, Read, See, Type, Visit, steps

TEXT = """# Title

```sh
make up
```

```text from make up
ready
```
Then type
```sh
curl -s localhost:4000
```
```json
{}
```
Open <http://localhost:4003/admin/>, which shows “a
row”. Now tick the first
one and choose **Discard for
good**; it says “1 is gone.”

```python
not_a_step()
```
"""


def test_every_step_is_found_in_order() -> None:
    assert list(steps(TEXT)) == [
        Type("make up\n", None, 3),
        Read("ready\n", 7),
        Type("curl -s localhost:4000\n", Answer("{}\n", json=True), 11),
        Visit("http://localhost:4003/admin/"),
        See("a row"),
        Choose("Discard for good", True, "1 is gone."),
    ]


def test_an_answer_to_nothing_is_an_error_as_nobody_would_check_it() -> None:
    with pytest.raises(ValueError, match="line 3"):
        list(steps("Look:\n\n```json\n{}\n```\n"))
