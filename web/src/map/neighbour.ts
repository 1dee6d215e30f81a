// The next territory in a direction, among places on the map.

export type Direction = 'north' | 'south' | 'west' | 'east';

export interface Place {
  code: string;
  lng: number;
  lat: number;
}

/** Within 60° either side of the direction, the nearest place that is not the one left; else null. */
export function nearest(
  places: readonly Place[],
  from: { lng: number; lat: number },
  leaving: string | null,
  direction: Direction,
): Place | null {
  // Degrees of longitude are shorter than those of latitude: compare on the ground.
  const shrink = Math.cos((from.lat * Math.PI) / 180);
  const start = places.find(({ code }) => code === leaving) ?? from;
  let best: Place | null = null;
  let shortest = Number.POSITIVE_INFINITY;
  for (const place of places) {
    const east = (place.lng - start.lng) * shrink;
    const north = place.lat - start.lat;
    const ahead = { north, south: -north, east, west: -east }[direction];
    const distance = Math.hypot(east, north);
    if (place.code === leaving || ahead <= 0 || ahead < distance / 2 || shortest <= distance) continue;
    best = place;
    shortest = distance;
  }
  return best;
}
