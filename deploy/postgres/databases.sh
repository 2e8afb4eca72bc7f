#!/bin/sh
# Runs once, when the server's data are made: for each service a database and a login that owns it,
# and nobody else may even connect to it.
set -eu

for service in posts comments query moderation bus; do
    variable=$(echo "${service}_DATABASE_PASSWORD" | tr '[:lower:]' '[:upper:]')
    eval "PASSWORD=\${$variable:?run make secrets}"
    export PASSWORD
    # The password is taken from the environment, so that no list of processes shows it.
    psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --set service="$service" \
        --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\getenv password PASSWORD
CREATE ROLE :"service" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE DATABASE :"service" OWNER :"service";
REVOKE ALL ON DATABASE :"service" FROM PUBLIC;
SQL
done

psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 \
    --username "${POSTGRES_USER:-postgres}" --dbname postgres \
    --command 'REVOKE ALL ON DATABASE postgres FROM PUBLIC' \
    --command 'REVOKE ALL ON DATABASE template1 FROM PUBLIC'
