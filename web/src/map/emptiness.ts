// Some levels are only in the tiles of larger scales: says so instead of showing an empty sea.
import type { Map as MapLibre } from 'maplibre-gl';

import { SOURCE } from '../layers/territories';
import { announce } from '../status';
import { say } from '../words';
import type { MapView } from './view';

// The first zoom of each in tiles/layers.toml; whoever is not here is drawn at all zooms.
const FIRST_ZOOM: Record<string, number> = { bassins: 2, epci: 4, communes: 8 };

export function watchEmptiness(map: MapLibre, frame: HTMLElement, view: MapView): void {
  const first = FIRST_ZOOM[view.layer] ?? 0;
  const note = document.createElement('p');
  note.className = 'map-message';
  note.hidden = true;
  const closer = document.createElement('button');
  closer.type = 'button';
  closer.className = 'button';
  closer.textContent = say('closer');
  closer.addEventListener('click', () => map.jumpTo({ zoom: first }));
  note.append(`${say('nothing')} `, closer);
  frame.append(note);
  map.on('idle', () => {
    const empty =
      map.getZoom() < first && map.querySourceFeatures(SOURCE, { sourceLayer: view.layer }).length === 0;
    if (empty && note.hidden) announce(say('nothing'));
    note.hidden = !empty;
  });
}
