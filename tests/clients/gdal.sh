#!/usr/bin/env bash
# GDAL's driver of OGC API Features against the service at $BASE: it lists every collection, copies
# it page by page, filters by box and by property, and counts as the service does.
set -euo pipefail

if ! command -v ogr2ogr >/dev/null; then
	echo "    ogr2ogr is missing: GDAL is skipped (apt install gdal-bin)"
	exit 0
fi
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

# What the service says: numberMatched of a question.
matched() {
	curl -fsS "$BASE/collections/$1/items?limit=1${2:+&$2}" | sed -n 's/.*"numberMatched":\([0-9]*\).*/\1/p'
}
# What GDAL counts: ogrinfo's line.
counted() {
	ogrinfo -ro -so -al "$@" | sed -n 's/^Feature Count: //p'
}
same() {
	[ "$2" = "$3" ] || { echo "tests/clients/gdal.sh: $1: GDAL has $2, the service $3" >&2; exit 1; }
}

layers=$(curl -fsS "$BASE/collections" | grep -o '"id":"[^"]*"' | cut -d '"' -f 4)
listed=$(ogrinfo -ro -q "OAPIF:$BASE/" | sed -n 's/^[0-9]*: \([^ ]*\) .*/\1/p')
same "the list of collections" "$(sort <<<"$listed")" "$(sort <<<"$layers")"

# GDAL 3.6 pages by 10 unless told otherwise: a page of 7 makes many of every collection.
total=0
for layer in $layers; do
	all=$(matched "$layer")
	ogr2ogr -q -f GPKG "$place/$layer.gpkg" "OAPIF:$BASE/" "$layer" -oo PAGE_SIZE=500 2>"$place/words" ||
		{ cat "$place/words" >&2; exit 1; }
	same "a copy of $layer" "$(counted "$place/$layer.gpkg")" "$all"
	counts=$(curl -fsS "$BASE/counts/$layer" | sed -n 's/.*"numberMatched":\([0-9]*\).*/\1/p')
	same "the counts of $layer" "$all" "$counts"
	same "a box of $layer" \
		"$(ogrinfo -ro -so -spat -5.6 46.0 -5.3 46.2 "OAPIF:$BASE/" "$layer" | sed -n 's/^Feature Count: //p')" \
		"$(matched "$layer" bbox=-5.6,46.0,-5.3,46.2)"
	total=$((total + all))
done
ogr2ogr -q -f GPKG "$place/small.gpkg" "OAPIF:$BASE/" foncier -oo PAGE_SIZE=7
same "pages of 7" "$(counted "$place/small.gpkg")" "$(matched foncier)"

# By property: GDAL finds the parameter in the definition and leaves the work to the service.
question() {
	CPL_DEBUG=HTTP ogr2ogr -f GPKG "$place/$1-where.gpkg" "OAPIF:$BASE/" "$1" -oo PAGE_SIZE=500 \
		-where "$2 = '$3'" 2>"$place/words"
	same "$1 where $2 = $3" "$(counted "$place/$1-where.gpkg")" "$(matched "$1" "$2=$3")"
	grep -q "items?.*$2=$3" "$place/words" ||
		{ echo "tests/clients/gdal.sh: GDAL did not ask the service for $2=$3" >&2; exit 1; }
}
question acteurs famille association
question equipements nature gare
echo "    GDAL $(ogrinfo --version | cut -d ' ' -f 2 | tr -d ,): $total features of $(wc -w <<<"$layers") collections copied, boxes and properties agree"
