-- The same rows in PostGIS, and tiles of the same content as ours, written to be fast.
--
-- psql variables: families and functions (words, quoted, with commas between). load_postgis.sh copies
-- the rows in, then runs postgis_tile.sql.
--
-- tipg reads the table as it is, Martin calls the function of postgis_tile.sql.

CREATE EXTENSION postgis;
CREATE EXTENSION pg_prewarm;

CREATE TYPE family AS ENUM (:families);
CREATE TYPE main_function AS ENUM (:functions);

CREATE UNLOGGED TABLE communes (code text PRIMARY KEY, nom text NOT NULL);
CREATE UNLOGGED TABLE acteurs (
    gid integer NOT NULL,
    id text NOT NULL,
    nom text,
    famille family,
    fonction main_function,
    commune text,
    own boolean NOT NULL,
    mx integer NOT NULL,
    my integer NOT NULL,
    east double precision,
    north double precision,
    geom geometry(Point, 3857)
);
