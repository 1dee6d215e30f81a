//! The reference systems that features are served in (OGC API Features, part 2), by their URI.

/// Longitudes and latitudes in this order: the one of all that is stored.
pub const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

/// All of them: CRS84; WGS 84 as latitudes and longitudes; Web Mercator; Lambert-93; the legal
/// grids of the Antilles, Guyane, La Réunion and Mayotte.
pub const URIS: [&str; 8] = [
    CRS84,
    "http://www.opengis.net/def/crs/EPSG/0/4326",
    "http://www.opengis.net/def/crs/EPSG/0/3857",
    "http://www.opengis.net/def/crs/EPSG/0/2154",
    "http://www.opengis.net/def/crs/EPSG/0/5490",
    "http://www.opengis.net/def/crs/EPSG/0/2972",
    "http://www.opengis.net/def/crs/EPSG/0/2975",
    "http://www.opengis.net/def/crs/EPSG/0/4471",
];

/// The conformance class.
pub const CONFORMANCE: &[&str] = &["http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs"];
