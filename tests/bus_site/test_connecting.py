"""A push goes to the address that was checked, and to no other that the name comes to lead to."""

from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from bus_site.bus.outcomes import Answer, NoAnswer
from bus_site.bus.sending import Sender
from bus_site.bus.sinks import Sinks
from tests.bus_site.consumer import Consumer, reply
from tests.bus_site.resolving import Resolver

HERE = [ip_network("127.0.0.1/32")]
NAME = "consumer.example"
# Its own authority, for that name alone; nothing but these tests knows it.
CERTIFICATE = Path(__file__).with_name("consumer_example.pem")


@contextmanager
def sender(resolver: Resolver) -> Iterator[Sender]:
    one = Sender(Sinks(HERE, resolver), connect_timeout=2.0, timeout=5.0)
    yield one
    one.close()


def named(consumer: Consumer, scheme: str = "http") -> str:
    return f"{scheme}://{NAME}:{urlsplit(consumer.url).port}/events"


def test_the_checked_address_is_connected_to_and_the_name_is_asked_for_once(
    consumer: Consumer,
) -> None:
    resolver = Resolver(["127.0.0.1"], ["127.0.0.2"])
    with sender(resolver) as one:
        assert isinstance(one.post(named(consumer), b"{}", {}), Answer)
    assert resolver.asked == [NAME]
    assert consumer.received[0].headers["host"] == urlsplit(named(consumer)).netloc


def test_a_name_that_leads_elsewhere_by_the_next_connection_is_refused(consumer: Consumer) -> None:
    consumer.always = reply(200, {"position": 1}, connection="close")
    with sender(Resolver(["127.0.0.1"], ["169.254.169.254"])) as one:
        assert isinstance(one.post(named(consumer), b"{}", {}), Answer)
        answer = one.post(named(consumer), b"{}", {})
    assert isinstance(answer, NoAnswer)
    assert f"{NAME} leads to 169.254.169.254" in answer.said
    assert len(consumer.received) == 1


def test_nothing_is_connected_to_where_one_address_is_forbidden(consumer: Consumer) -> None:
    with sender(Resolver(["127.0.0.1", "10.0.0.1"])) as one:
        assert isinstance(one.post(named(consumer), b"{}", {}), NoAnswer)
    assert consumer.received == []


def test_the_next_address_is_tried_where_the_first_does_not_answer(consumer: Consumer) -> None:
    sinks = Sinks([ip_network("127.0.0.0/8")], Resolver(["127.0.0.9", "127.0.0.1"]))
    one = Sender(sinks, connect_timeout=2.0, timeout=5.0)
    assert isinstance(one.post(named(consumer), b"{}", {}), Answer)
    one.close()


def test_a_name_that_leads_nowhere_is_no_answer_with_the_cause(consumer: Consumer) -> None:
    with sender(Resolver([])) as one:
        answer = one.post(named(consumer), b"{}", {})
    assert isinstance(answer, NoAnswer)
    assert "not known" in answer.said


def test_over_tls_the_certificate_must_be_the_names_own(consumer: Consumer) -> None:
    asked_for = consumer.serve_tls(CERTIFICATE)
    with sender(Resolver(["127.0.0.1"])) as one:
        one._session.verify = str(CERTIFICATE)
        assert isinstance(one.post(named(consumer, "https"), b"{}", {}), Answer)
        other = named(consumer, "https").replace(NAME, "other.example")
        answer = one.post(other, b"{}", {})
    assert isinstance(answer, NoAnswer)
    assert "not valid for 'other.example'" in answer.said
    assert asked_for == [NAME, "other.example"]
