// Tiles fail by the dozen; people hear it once, and can try again.
import type { Map as MapLibre } from 'maplibre-gl';

import { announce } from '../status';
import { say } from '../words';

const PAUSE_MS = 400;

export function watchFailures(map: MapLibre, frame: HTMLElement): void {
  let timer = 0;
  let message: HTMLElement | null = null;
  const clear = (): void => {
    message?.remove();
    message = null;
  };
  const show = (): void => {
    if (message) return;
    const sentence = say(navigator.onLine ? 'tiles-failed' : 'offline');
    message = document.createElement('p');
    message.className = 'map-message';
    const retry = document.createElement('button');
    retry.type = 'button';
    retry.className = 'button';
    retry.textContent = say('retry');
    retry.addEventListener('click', () => {
      clear();
      for (const source of Object.keys(map.getStyle().sources)) map.refreshTiles(source);
    });
    message.append(`${sentence} `, retry);
    frame.append(message);
    announce(sentence);
  };
  map.on('error', (event) => {
    // What is wrong with the style is ours to mend, not the network's.
    if (!('sourceId' in event)) return console.error('map:', event.error.message);
    console.warn('map:', event.error.message);
    clearTimeout(timer);
    timer = window.setTimeout(show, PAUSE_MS);
  });
  addEventListener('online', clear);
}
