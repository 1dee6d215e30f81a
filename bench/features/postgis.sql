-- After the rows are in: their places and all that helps the questions.
--
-- What is done for PostGIS' sake:
-- * rows lie on disk in the order of the layer, a Z curve: a box is few pages (CLUSTER changes nothing then);
-- * an index for each property that is asked for, and for the nearest one of places on the globe;
-- * those of properties hold the key too: tipg asks for the first in its order, and PostgreSQL would walk the whole
--   primary key until it meets one;
-- * the zone of each actor is a column of its own, and its index holds the functions: a count joins nothing, and
--   reads nothing but the index;
-- * statistics are fresh, everything is in memory (postgres.sh).

ALTER TABLE acteurs ADD COLUMN geom geometry(Point, 4326);
UPDATE acteurs SET geom = ST_SetSRID(ST_MakePoint(lon, lat), 4326) WHERE lon IS NOT NULL;
ALTER TABLE acteurs DROP COLUMN lon, DROP COLUMN lat, ADD PRIMARY KEY (gid);
CLUSTER acteurs USING acteurs_pkey;
CREATE UNIQUE INDEX acteurs_id ON acteurs (id);
CREATE INDEX acteurs_geom ON acteurs USING gist (geom);
CREATE INDEX acteurs_geog ON acteurs USING gist ((geom::geography));
CREATE INDEX acteurs_famille ON acteurs (famille, gid);
CREATE INDEX acteurs_bassin ON acteurs (bassin, gid) INCLUDE (fonctions);
CREATE INDEX acteurs_commune ON acteurs (commune, gid);
VACUUM ANALYZE acteurs;
