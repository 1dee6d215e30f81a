// What moves the map by single clicks: a folded pad, and jumps to far places.
import type { Map as MapLibre } from 'maplibre-gl';

import { say } from '../words';
import type { MapView } from './view';

const STEPS = { north: [0, -1, '↑'], west: [-1, 0, '←'], east: [1, 0, '→'], south: [0, 1, '↓'] } as const;

/** No animated camera for those who asked for less motion. */
export function animate(): boolean {
  return !matchMedia('(prefers-reduced-motion: reduce)').matches;
}

export function addPad(map: MapLibre, frame: HTMLElement): void {
  const pad = document.createElement('details');
  pad.className = 'map-pad';
  const summary = document.createElement('summary');
  summary.textContent = '✥';
  summary.setAttribute('aria-label', say('move'));
  const keys = document.createElement('div');
  keys.className = 'map-pad-keys';
  for (const [name, [x, y, arrow]] of Object.entries(STEPS)) {
    const button = document.createElement('button');
    button.type = 'button';
    button.dataset['move'] = name;
    button.textContent = arrow;
    button.setAttribute('aria-label', say(name));
    button.addEventListener('click', () => {
      const { clientWidth, clientHeight } = map.getCanvas();
      map.panBy([(x * clientWidth) / 3, (y * clientHeight) / 3], { animate: animate() });
    });
    keys.append(button);
  }
  pad.append(summary, keys);
  frame.append(pad);
}

export function addPlaces(map: MapLibre, section: HTMLElement, places: MapView['places']): void {
  if (places.length === 0) return;
  const tools = document.createElement('div');
  tools.className = 'map-tools';
  tools.setAttribute('role', 'group');
  tools.setAttribute('aria-label', say('places'));
  for (const { label, bounds } of places) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button';
    button.textContent = label;
    button.addEventListener('click', () => map.fitBounds(bounds, { padding: 16, animate: false }));
    tools.append(button);
  }
  section.append(tools);
}
