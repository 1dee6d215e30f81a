-- After the rows are in: their places, the index, and the tile.
--
-- psql variables: bits (a tile is 2^bits × 2^bits cells) and until (the last zoom of clusters; beyond,
-- each actor is a symbol).
--
-- What is done for PostGIS' sake, beyond a table and a GiST index:
-- * the cell of the world of each row is stored (mx, my), so that a cell is a shift and not a
--   projection, and the mean of places is a sum of integers;
-- * words are enums: grouped as integers, not as text;
-- * rows are counted once by (cell, family, main function); the breakdowns are summed from that, as
--   columns, which is faster here than jsonb_object_agg;
-- * rows lie on disk along the index (CLUSTER), as ours do;
-- * positions in the tile are computed from the cells, ST_AsMVTGeom is not needed.

UPDATE acteurs SET geom = ST_SetSRID(ST_MakePoint(east, north), 3857);
ALTER TABLE acteurs DROP COLUMN east, DROP COLUMN north, ADD PRIMARY KEY (gid);
CREATE INDEX acteurs_geom ON acteurs USING gist (geom);
CLUSTER acteurs USING acteurs_geom;
VACUUM ANALYZE acteurs;
VACUUM ANALYZE communes;

-- One tile. `famille` in the query keeps one family. The columns of words are written out by format().
WITH words AS (
    SELECT 'famille' AS what, word::text AS word, 'f_' || word AS name FROM unnest(enum_range(NULL::family)) AS word
    UNION ALL
    SELECT 'fonction', word::text, 'm_' || word FROM unnest(enum_range(NULL::main_function)) AS word
), columns AS (
    SELECT string_agg(format('sum(n) FILTER (WHERE %I = %L)::integer AS %I', what, word, name), ', ') AS sums,
        string_agg(format('CASE WHEN lone.gid IS NULL THEN %I END AS %I', name, name), ', ') AS shown
    FROM words
)
SELECT format($sql$
CREATE FUNCTION tile(z integer, x integer, y integer, query json) RETURNS bytea
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    wanted family := query ->> 'famille';
    bounds geometry := ST_TileEnvelope(z, x, y);
    tile_shift integer := 31 - z;
    west bigint := x::bigint << tile_shift;
    north bigint := y::bigint << tile_shift;
    unit double precision := (1::bigint << tile_shift) / 4096.0;
    bits integer := %3$s;
    bytes bytea;
BEGIN
    IF z <= %4$s THEN
        WITH grouped AS MATERIALIZED (
            SELECT mx >> (tile_shift - bits) AS cx, my >> (tile_shift - bits) AS cy, famille, fonction,
                count(*)::integer AS n, sum(mx)::double precision AS sum_x, sum(my)::double precision AS sum_y,
                min(gid) AS first
            FROM acteurs
            WHERE geom && bounds
                AND CASE WHEN mx >> tile_shift = x AND my >> tile_shift = y THEN true ELSE false END
                AND (wanted IS NULL OR famille = wanted)
            GROUP BY 1, 2, 3, 4
        ), cells AS (
            SELECT min(first) AS first, sum(n)::integer AS n, sum(sum_x) AS sum_x, sum(sum_y) AS sum_y, %1$s
            FROM grouped GROUP BY cx, cy
        )
        SELECT ST_AsMVT(symbols, 'acteurs', 4096, 'geom', 'fid') INTO bytes FROM (
            SELECT cells.first AS fid,
                ST_MakePoint(floor((sum_x / n - west) / unit), floor((sum_y / n - north) / unit)) AS geom,
                CASE WHEN lone.gid IS NULL THEN 'cluster' ELSE 'place' END AS kind,
                n AS count, lone.id, lone.nom, lone.famille, lone.fonction, %2$s
            FROM cells
            LEFT JOIN acteurs AS lone ON cells.n = 1 AND lone.gid = cells.first AND lone.own
        ) AS symbols;
    ELSE
        WITH rows AS MATERIALIZED (
            SELECT * FROM acteurs
            WHERE geom && bounds
                AND CASE WHEN mx >> tile_shift = x AND my >> tile_shift = y THEN true ELSE false END
                AND (wanted IS NULL OR famille = wanted)
        ), grouped AS (
            SELECT commune, famille, fonction, count(*)::integer AS n, min(gid) AS first,
                min(mx) AS mx, min(my) AS my
            FROM rows WHERE NOT own GROUP BY 1, 2, 3
        ), sums AS (
            SELECT commune, sum(n)::integer AS n, min(first) AS first, min(mx) AS mx, min(my) AS my,
                coalesce('f_' || famille, 'm_' || fonction) AS word
            FROM grouped
            GROUP BY GROUPING SETS ((commune), (commune, famille), (commune, fonction))
        ), known AS (
            SELECT commune, min(first) AS first, max(n) AS n, min(mx) AS mx, min(my) AS my,
                jsonb_object_agg(word, n) FILTER (WHERE word IS NOT NULL) AS parts
            FROM sums GROUP BY commune
        )
        SELECT ST_AsMVT(symbols, 'acteurs', 4096, 'geom', 'fid') INTO bytes FROM (
            SELECT gid AS fid, ST_MakePoint(floor((mx - west) / unit), floor((my - north) / unit)) AS geom,
                'place' AS kind, 1 AS count, id, nom, famille, fonction, NULL::text AS code,
                NULL::jsonb AS parts
            FROM rows WHERE own
            UNION ALL
            SELECT first, ST_MakePoint(floor((mx - west) / unit), floor((my - north) / unit)),
                'commune', n, NULL, communes.nom, NULL, NULL, commune, parts
            FROM known LEFT JOIN communes ON communes.code = commune
        ) AS symbols;
    END IF;
    RETURN bytes;
END
$$
$sql$, sums, shown, :bits, :until) FROM columns \gexec
