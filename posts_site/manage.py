"""`python posts_site/manage.py <command>`, from whatever directory."""

import os
import sys
from pathlib import Path


def main() -> None:
    """Run the command with the repository's root, not this folder, on the import path."""
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    os.environ["DJANGO_SETTINGS_MODULE"] = "posts_site.settings"
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
