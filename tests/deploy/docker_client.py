"""The program `docker` of tests/deploy/docker.py: has the words done, or becomes what it is told.

python docker_client.py SOCKET compose exec -T postgres pg_dump posts
"""

import os
import sys
from multiprocessing.connection import Client

with Client(sys.argv[1]) as connection:
    connection.send(sys.argv[2:])
    trouble, command, environment = connection.recv()
if trouble:
    sys.exit(trouble)
if command:
    os.execvpe(command[0], command, environment)
