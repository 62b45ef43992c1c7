-- The roles of Seatwise and its database, on a PostgreSQL of your own: once, as a superuser or another role with
-- CREATEROLE and CREATEDB, connected to the database postgres.
--
--   psql -v owner=… -v api=… -v worker=… -v commands=… -f roles.sql
--
-- with a password for each (`openssl rand -hex 24`). Everything else is the migrate job's: as the owner it makes the
-- tables and gives each role what it needs. Other names: DATABASE_API_ROLE and its like in docs/configuration.md.
CREATE ROLE seatwise_owner LOGIN PASSWORD :'owner';
CREATE ROLE seatwise_api LOGIN PASSWORD :'api';
CREATE ROLE seatwise_worker LOGIN PASSWORD :'worker';
CREATE ROLE seatwise_commands LOGIN PASSWORD :'commands';
-- Only a member can make a role the owner of something; a superuser does not need it.
GRANT seatwise_owner TO CURRENT_USER;
CREATE DATABASE seatwise OWNER seatwise_owner;
REVOKE ALL ON DATABASE seatwise FROM PUBLIC;
GRANT CONNECT ON DATABASE seatwise TO seatwise_owner, seatwise_api, seatwise_worker, seatwise_commands;
REVOKE seatwise_owner FROM CURRENT_USER;
