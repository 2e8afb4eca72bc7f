"""Makes the admin login that ADMIN_USERNAME and ADMIN_PASSWORD tell of, or gives it that password.

The password comes from the environment, so that no list of processes shows it.
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from chassis import environment

LEAST = 12


class Command(BaseCommand):
    """Repeatable: the same environment gives the same login."""

    help = "Create or update the admin login of ADMIN_USERNAME (admin) with ADMIN_PASSWORD."

    def handle(self, *args: Any, **options: Any) -> None:
        """Raise CommandError where the password is missing or too short to guard anything."""
        username = environment.text("ADMIN_USERNAME", "admin")
        password = environment.text("ADMIN_PASSWORD")
        if len(password) < LEAST:
            raise CommandError(
                f"Set ADMIN_PASSWORD to a password of at least {LEAST} characters;"
                " `make admin` makes one and shows it."
            )
        with transaction.atomic():
            user, created = get_user_model().objects.get_or_create(username=username)
            user.is_active = user.is_staff = user.is_superuser = True
            user.set_password(password)
            user.save()
        self.stdout.write(f"The admin login {username!r} is {'made' if created else 'updated'}.")
