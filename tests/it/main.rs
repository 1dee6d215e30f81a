//! The claims that need the whole program, or several rooms of it. One binary, one list.

/// Who resembles whom, and who completes whom, as it is asked.
mod alike;
/// Who could work with whom: parts add up, and nobody is proposed who must not be.
mod allies;
/// The page of those one could work with.
mod allies_pages;
/// What programs are answered.
mod api;
/// The rooms: who may import whom, what a file must say and what it may not be called.
mod architecture;
/// Whether scores would have found ties that are known: figures for the documents.
mod backtest;
/// Which link of a chain is missing, and who nearby holds it.
mod chains;
/// Over a real connection: what is refused before there is a request.
mod connections;
/// Nothing is lost nor counted twice between a row of a file and a dot on the map.
mod conservation;
/// Parts of a cooperation's score and ties as a network are those of the authorities.
mod cooperations;
/// Sums of communes.
mod counts;
/// Outlines at each zoom: nothing is lost, nothing is there twice.
mod coverage;
/// Coordinates, boxes and filters in each reference system.
mod crs;
/// A snapshot that is not what was written is refused, with words that say what to do.
mod damage;
/// Groups of points, as the authorities find them.
mod densities;
/// Zones that somebody drew: what is in them, what is not, and what cannot be told.
mod drawn_zones;
/// What every answer has in common: limits, problems, ids, figures, compression.
mod edge;
/// Whole layers as files: ranges, checksums, lengths.
mod files;
/// Filters: what they find is what a loop finds.
mod filters;
/// The same, by the definition: row by row, in the logic of three values.
mod filters_oracle;
/// Filters drawn from the grammar itself.
mod filters_random;
/// The forms that features are served in, the nearest of them, those of some days.
mod formats;
/// What was found when the snapshot was made, as collections and tiles.
mod found;
/// The embedded catalogue of functions, against the official nomenclatures.
mod functions;
/// Whatever is sent, no parser panics.
mod fuzz;
/// What is missing where.
mod gaps;
/// GDAL reads what we export.
mod gdal;
/// Distances and projections, against GeographicLib and PROJ.
mod geometry;
/// Groups that could become a PTCE.
mod groups;
/// Indices that people build together.
mod indices;
/// Pages of features: cursors, links, tags, and one snapshot an answer.
mod items;
/// Land: each piece once, whatever number of sources tell it.
mod land;
/// The account of every source: rows read = accepted + merged + refused.
mod ledger;
/// Territories beside each other, as the authorities compare them.
mod likenesses;
/// From the clues of a row to its commune, and from the commune to its zones.
mod membership;
/// The abstract tests of OGC API Features and CQL2, by their ids.
mod ogc;
/// The definition of the interface says what there is.
mod openapi;
/// The best there is, and indices, beside those of the authorities.
mod optima;
/// What was found with a place of its own: groups, ties, pairs.
mod placed;
/// Surfaces in a plane, beside those of shapely and libpysal.
mod plane_zones;
/// What must be seen nowhere is seen nowhere.
mod privacy;
/// Whoever bears which id, scores are the same.
mod relabelled;
/// Another snapshot while answers are under way.
mod reload;
/// Our own formats, as their schemas tell them.
mod schemas;
/// Scores of sites: parts that add up, orders that hold.
mod scoring;
/// What is called so, in which order.
mod search;
/// Who serves a place: what the index finds is what a loop finds.
mod serves;
/// Best sets of places in a zone, as they are asked for.
mod site_sets;
/// Where to make a place.
mod sites;
mod sites_traced;
/// Best sets of places, beside those of the authorities and of looking at every set.
mod siting;
/// Figures beside those of the authorities.
mod statistics;
/// A snapshot on disk: same bytes, whole at any moment, swapped while it is served.
mod store;
/// The map's style as other programs take it.
mod styles;
/// Who could supply a purchase.
mod suppliers;
/// What binds actors.
mod tied;
/// The sums of tiles, on any snapshot and under filters; what tiles weigh and cost.
mod tile_sums;
/// How tiles are served, and all of them in one file.
mod tiles;
/// Who could work together in a territory, and how actors stand among recorded ties.
mod together;
/// Twins, partners and indices of the territories of a snapshot.
mod twins;
/// Statistics given any numbers.
mod what_if;
mod wild_numbers;
/// Nor of a cooperation.
mod wild_ties;

/// Ways between communes, and kinds of territories.
mod ways;

/// PMTiles, read by its specification.
mod archive_reader;
/// Asks the service without a network.
mod asking;
/// What people and programs take away whole.
mod downloads;
/// The program itself, as people start it.
mod program;
/// What `architecture` reads sources with.
mod rust_tokens;
/// The island and the real folder, each built once.
mod worlds;
