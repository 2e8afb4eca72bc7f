import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.rates import Rate, client_of, parse_rate


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("off", None),
        ("60/min", Rate(60, 60)),
        ("1/s", Rate(1, 1)),
        ("20/hour", Rate(20, 3600)),
        ("5/day", Rate(5, 86400)),
    ],
)
def test_a_rate_is_read(text: str, rate: Rate | None) -> None:
    assert parse_rate(text) == rate


@pytest.mark.parametrize("text", ["", "60", "60/fortnight", "0/min", "many", "60/min "])
def test_what_is_no_rate_is_said(text: str) -> None:
    with pytest.raises(ValueError, match="60/min, or off"):
        parse_rate(text)


@pytest.mark.parametrize(
    ("remote", "forwarded", "proxies", "client"),
    [
        ("10.0.0.1", "", 0, "10.0.0.1"),
        ("10.0.0.1", "2.2.2.2", 0, "10.0.0.1"),
        ("10.0.0.1", "", 1, "10.0.0.1"),
        ("10.0.0.1", "2.2.2.2", 1, "2.2.2.2"),
        ("10.0.0.1", "1.1.1.1, 2.2.2.2", 1, "2.2.2.2"),
        ("10.0.0.1", "1.1.1.1, 2.2.2.2, 3.3.3.3", 2, "2.2.2.2"),
        ("10.0.0.1", "2.2.2.2", 2, "2.2.2.2"),
        ("2001:db8:1:2:3:4:5:6", "", 0, "2001:db8:1:2::/64"),
        ("::ffff:10.0.0.1", "", 0, "10.0.0.1"),
        ("", "", 0, ""),
        ("unix:", "garbage", 1, "garbage"),
    ],
)
def test_only_our_own_proxies_are_believed(
    remote: str, forwarded: str, proxies: int, client: str
) -> None:
    assert client_of(remote, forwarded, proxies=proxies) == client


@given(st.text(), st.text(), st.integers(0, 3))
def test_whatever_the_header_says_there_is_a_client(
    remote: str, forwarded: str, proxies: int
) -> None:
    assert isinstance(client_of(remote, forwarded, proxies=proxies), str)


@given(st.text(alphabet="0123456789., "), st.integers(1, 3))
def test_what_is_written_before_our_proxies_changes_nothing(forged: str, proxies: int) -> None:
    ours = ", ".join(f"10.0.0.{n}" for n in range(proxies))
    expected = client_of("127.0.0.1", ours, proxies=proxies)
    assert client_of("127.0.0.1", f"{forged}, {ours}", proxies=proxies) == expected
