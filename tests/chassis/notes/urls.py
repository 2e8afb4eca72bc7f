"""The test service: notes, a view with a larger limit, views that fail, and the chassis's own."""

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from rest_framework import generics, serializers
from rest_framework.permissions import IsAdminUser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from chassis.fields import StrictCharField
from chassis.logins import ThrottledBasicAuthentication
from chassis.paging import NewestFirst
from tests.chassis.notes.models import Note


class NoteSerializer(serializers.ModelSerializer[Note]):
    text = StrictCharField(max_length=200)
    createdAt = serializers.DateTimeField(source="created_at", read_only=True)

    class Meta:
        model = Note
        fields = ["id", "text", "createdAt"]


class NoteList(generics.ListCreateAPIView[Note]):
    queryset = Note.objects.all()
    serializer_class = NoteSerializer
    pagination_class = NewestFirst


class Unlisted(APIView):
    schema = None


class Batch(Unlisted):
    max_body_bytes = 4 * 1024 * 1024

    def post(self, request: Request) -> Response:
        return Response({"size": len(request.data)})


class OneNote(Unlisted):
    def get(self, request: Request, note_id: str) -> Response:
        return Response({"id": note_id})


class Guarded(Unlisted):
    authentication_classes = [ThrottledBasicAuthentication]
    permission_classes = [IsAdminUser]

    def get(self, request: Request) -> Response:
        return Response({})


class DatabaseDown(Unlisted):
    def get(self, request: Request) -> Response:
        raise OperationalError("the connection was refused")


class Bug(Unlisted):
    def get(self, request: Request) -> Response:
        raise RuntimeError("a bug")


def plain_database_down(request: HttpRequest) -> HttpResponse:
    raise OperationalError("the connection was refused")


urlpatterns = [
    path("notes", NoteList.as_view()),
    path("notes/<str:note_id>", OneNote.as_view()),
    path("guarded", Guarded.as_view()),
    path("batch", Batch.as_view()),
    path("database-down", DatabaseDown.as_view()),
    path("plain-database-down", plain_database_down),
    path("bug", Bug.as_view()),
    path("", include("chassis.urls")),
]
