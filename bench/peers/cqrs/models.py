"""The model, and its replica in another service."""

from dj_cqrs.mixins import MasterMixin, ReplicaMixin
from django.db import models


class Item(MasterMixin, models.Model):  # type: ignore[misc]
    """The producer's."""

    CQRS_ID = "item"

    id = models.CharField(max_length=36, primary_key=True)
    title = models.CharField(max_length=200)


class ItemReplica(ReplicaMixin, models.Model):  # type: ignore[misc]
    """The consumer's."""

    CQRS_ID = "item"

    id = models.CharField(max_length=36, primary_key=True)
    title = models.CharField(max_length=200)
