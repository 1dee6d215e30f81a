// A canvas prints blank: while printing, an image of it stands in.
import type { Map as MapLibre } from 'maplibre-gl';

import { say } from '../words';

export function printable(map: MapLibre, section: HTMLElement): void {
  let picture: HTMLImageElement | null = null;
  addEventListener('beforeprint', () => {
    // Drawing and reading must happen in one task: the buffer is not kept.
    map.redraw();
    picture?.remove();
    picture = document.createElement('img');
    picture.className = 'map-print';
    picture.alt = say('print');
    picture.src = map.getCanvas().toDataURL('image/png');
    section.append(picture);
  });
  addEventListener('afterprint', () => {
    picture?.remove();
    picture = null;
  });
}
