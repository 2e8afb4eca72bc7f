"""CloudEvents' media types; the body is taken as it comes, to be stored byte for byte."""

from chassis.parsers import UnreadJSONParser


class UnreadEventParser(UnreadJSONParser):
    """The media type of one event in CloudEvents' JSON format."""

    media_type = "application/cloudevents+json"


class UnreadBatchParser(UnreadJSONParser):
    """The media type of several."""

    media_type = "application/cloudevents-batch+json"
