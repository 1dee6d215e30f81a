//! A table: the ids of all abstract tests of the classes that we declare, and those left out.

/// Each class (what follows `http://www.opengis.net/spec/`) with the ids of its tests. Parts 3 and
/// 5 both have a class `queryables`: that of part 5 is told apart by its part. What drafts called
/// a class of CQL2 has no tests of its own; those of tiles are in `tests/it/tiles.rs`, without
/// ids.
pub const CLASSES: &[(&str, &[&str])] = &[
    (
        "ogcapi-features-1/1.0/conf/core",
        &[
            "/conf/core/root-op",
            "/conf/core/root-success",
            "/conf/core/api-definition-op",
            "/conf/core/api-definition-success",
            "/conf/core/conformance-op",
            "/conf/core/conformance-success",
            "/conf/core/http",
            "/conf/core/fc-md-op",
            "/conf/core/fc-md-success",
            "/conf/core/fc-md-links",
            "/conf/core/fc-md-items",
            "/conf/core/fc-md-items-links",
            "/conf/core/fc-md-extent",
            "/conf/core/fc-md-extent-multi",
            "/conf/core/sfc-md-op",
            "/conf/core/sfc-md-success",
            "/conf/core/fc-op",
            "/conf/core/fc-bbox-definition",
            "/conf/core/fc-bbox-response",
            "/conf/core/fc-limit-definition",
            "/conf/core/fc-limit-response",
            "/conf/core/fc-time-definition",
            "/conf/core/fc-time-response",
            "/conf/core/fc-response",
            "/conf/core/fc-links",
            "/conf/core/fc-timeStamp",
            "/conf/core/fc-numberMatched",
            "/conf/core/fc-numberReturned",
            "/conf/core/f-op",
            "/conf/core/f-success",
            "/conf/core/f-links",
            "/conf/core/query-param-invalid",
            "/conf/core/query-param-unknown",
            "/conf/core/crs84",
        ],
    ),
    ("ogcapi-features-1/1.0/conf/geojson", &["/conf/geojson/definition", "/conf/geojson/content"]),
    ("ogcapi-features-1/1.0/conf/html", &["/conf/html/definition", "/conf/html/content"]),
    (
        "ogcapi-features-1/1.0/conf/oas30",
        &[
            "/conf/oas30/completeness",
            "/conf/oas30/oas-definition-1",
            "/conf/oas30/oas-definition-2",
            "/conf/oas30/exceptions-codes",
            "/conf/oas30/oas-impl",
            "/conf/oas30/security",
        ],
    ),
    (
        "ogcapi-features-2/1.0/conf/crs",
        &[
            "/conf/crs/crs-uri",
            "/conf/crs/default-crs",
            "/conf/crs/storageCrs",
            "/conf/crs/crs-parameter",
            "/conf/crs/crs-parameter-default",
            "/conf/crs/crs-parameter-invalid",
            "/conf/crs/crs-parameter-transform",
            "/conf/crs/bbox-crs-parameter",
            "/conf/crs/bbox-crs-parameter-default",
            "/conf/crs/bbox-crs-parameter-invalid",
        ],
    ),
    (
        "ogcapi-features-3/1.0/conf/queryables",
        &[
            "/conf/queryables/get-conformance",
            "/conf/queryables/get-queryables-uris",
            "/conf/queryables/get-queryables",
        ],
    ),
    (
        "ogcapi-features-3/1.0/conf/queryables-query-parameters",
        &[
            "/conf/queryables-query-parameters/get-conformance",
            "/conf/queryables-query-parameters/query-param",
        ],
    ),
    (
        "ogcapi-features-3/1.0/conf/filter",
        &[
            "/conf/filter/get-conformance",
            "/conf/filter/filter-param",
            "/conf/filter/filter-lang-default",
            "/conf/filter/expression-construction",
            "/conf/filter/filter-crs-wgs84",
            "/conf/filter/filter-crs-param",
            "/conf/filter/get-functions",
        ],
    ),
    (
        "ogcapi-features-3/1.0/conf/features-filter",
        &[
            "/conf/features-filter/get-conformance",
            "/conf/features-filter/get-collections",
            "/conf/features-filter/get-collection",
            "/conf/features-filter/filter-on-items",
            "/conf/features-filter/mixing-expression",
        ],
    ),
    (
        "ogcapi-features-5/1.0/conf/schemas",
        &[
            "/conf/schemas/basic-schema-inspection",
            "/conf/schemas/role",
            "/conf/schemas/role-id",
            "/conf/schemas/property-seq",
            "/conf/schemas/unit",
            "/conf/schemas/definition",
            "/conf/schemas/nullvalues",
        ],
    ),
    (
        "ogcapi-features-5/1.0/conf/advanced-property-roles",
        &[
            "/conf/advanced-property-roles/role-primary-geometry",
            "/conf/advanced-property-roles/role-primary-temporal",
            "/conf/advanced-property-roles/role-type",
        ],
    ),
    ("ogcapi-features-5/1.0/conf/references", &["/conf/references/role-reference"]),
    (
        "ogcapi-features-5/1.0/conf/returnables-and-receivables",
        &[
            "/conf/returnables-and-receivables/get-conformance",
            "/conf/returnables-and-receivables/link",
            "/conf/returnables-and-receivables/op-and-response",
            "/conf/returnables-and-receivables/response-1",
            "/conf/returnables-and-receivables/response-2",
        ],
    ),
    (
        "ogcapi-features-5/1.0/conf/queryables",
        &[
            "/part5/conf/queryables/get-conformance",
            "/part5/conf/queryables/link",
            "/part5/conf/queryables/op-and-response",
        ],
    ),
    ("cql2/1.0/conf/cql2-text", &["/conf/cql2-text/validate", "/conf/cql2-text/escaping"]),
    ("cql2/1.0/conf/cql2-json", &["/conf/cql2-json/validate"]),
    (
        "cql2/1.0/conf/basic-cql2",
        &[
            "/conf/basic-cql2/basic-test",
            "/conf/basic-cql2/comparison",
            "/conf/basic-cql2/is-null",
            "/conf/basic-cql2/boolean",
            "/conf/basic-cql2/test-data",
            "/conf/basic-cql2/logical",
        ],
    ),
    (
        "cql2/1.0/conf/advanced-comparison-operators",
        &[
            "/conf/advanced-comparison-operators/like",
            "/conf/advanced-comparison-operators/between",
            "/conf/advanced-comparison-operators/in",
            "/conf/advanced-comparison-operators/test-data",
            "/conf/advanced-comparison-operators/logical",
        ],
    ),
    (
        "cql2/1.0/conf/case-insensitive-comparison",
        &[
            "/conf/case-insensitive-comparison/casei",
            "/conf/case-insensitive-comparison/casei-like",
            "/conf/case-insensitive-comparison/test-data",
            "/conf/case-insensitive-comparison/logical",
        ],
    ),
    (
        "cql2/1.0/conf/accent-insensitive-comparison",
        &[
            "/conf/accent-insensitive-comparison/accenti",
            "/conf/accent-insensitive-comparison/accenti-like",
            "/conf/accent-insensitive-comparison/accenti-casei",
            "/conf/accent-insensitive-comparison/accenti-casei-like",
            "/conf/accent-insensitive-comparison/test-data",
            "/conf/accent-insensitive-comparison/logical",
        ],
    ),
    (
        "cql2/1.0/conf/basic-spatial-functions",
        &[
            "/conf/basic-spatial-functions/s_intersects",
            "/conf/basic-spatial-functions/test-data",
            "/conf/basic-spatial-functions/logical",
        ],
    ),
    (
        "cql2/1.0/conf/basic-spatial-functions-plus",
        &["/conf/basic-spatial-functions-plus/s_intersects", "/conf/basic-spatial-functions-plus/test-data"],
    ),
    (
        "cql2/1.0/conf/array-functions",
        &["/conf/array-functions/array-predicates", "/conf/array-functions/logical"],
    ),
    (
        "cql2/1.0/conf/property-property",
        &[
            "/conf/property-property/comparison-value-property",
            "/conf/property-property/comparison-property-property",
            "/conf/property-property/comparison-value-value",
            "/conf/property-property/test-data",
            "/conf/property-property/logical",
        ],
    ),
    ("cql2/1.0/conf/basic-spatial-operators", &[]),
    ("ogcapi-tiles-1/1.0/conf/core", &[]),
    ("ogcapi-tiles-1/1.0/conf/tileset", &[]),
    ("ogcapi-tiles-1/1.0/conf/tilesets-list", &[]),
    ("ogcapi-tiles-1/1.0/conf/dataset-tilesets", &[]),
    ("ogcapi-tiles-1/1.0/conf/geodata-tilesets", &[]),
    ("ogcapi-tiles-1/1.0/conf/mvt", &[]),
    ("tms/2.0/conf/tilematrixset", &[]),
    ("tms/2.0/conf/json-tilematrixset", &[]),
];

/// Why a test of the standards' own data set is left out.
const OTHER_DATA: &str = "it counts features of a data set that is not ours";

/// What is not tested, and why.
pub const LEFT_OUT: &[(&str, &str)] = &[
    ("/conf/core/http", "requests go through the router; `make test-clients` speaks HTTP 1.1 to the program"),
    ("/conf/filter/get-functions", "there are no functions beside those of CQL2"),
    ("/conf/returnables-and-receivables/response-2", "nothing can be written"),
    ("/conf/basic-cql2/test-data", OTHER_DATA),
    ("/conf/advanced-comparison-operators/test-data", OTHER_DATA),
    ("/conf/case-insensitive-comparison/test-data", OTHER_DATA),
    ("/conf/accent-insensitive-comparison/test-data", OTHER_DATA),
    ("/conf/basic-spatial-functions/test-data", OTHER_DATA),
    ("/conf/basic-spatial-functions-plus/test-data", OTHER_DATA),
    ("/conf/property-property/test-data", OTHER_DATA),
];
