// The map, loaded only when it is to be shown: puts together style, controls and voice.
import { AttributionControl, Map as MapLibre, NavigationControl, ScaleControl, setWorkerUrl } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';

import { say } from '../words';
import { Aim } from './aim';
import { addPad, addPlaces } from './controls';
import { watchEmptiness } from './emptiness';
import { watchFailures } from './failures';
import { hatch } from './hatch';
import { HATCH, SOURCE } from '../layers/territories';
import { followPointer } from './pointer';
import { printable } from './print';
import { styleOf } from './style';
import { valuesOf, viewOf, type MapView, type Value } from './view';

setWorkerUrl(workerUrl);

/** Draws the map of a page; resolves once it stands still for the first time. */
export function startMap(section: HTMLElement, frame: HTMLElement): Promise<void> {
  const view = viewOf(section);
  const values = valuesOf(view, document);
  const canvas = document.createElement('div');
  canvas.className = 'map-canvas';
  frame.append(canvas);
  const map = create(canvas, view);
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
  map.addControl(new ScaleControl({}), 'bottom-left');
  const aim = new Aim(map, view, values);
  followPointer(map, frame, view, values);
  addPad(map, frame);
  addPlaces(map, section, view.places);
  watchFailures(map, frame);
  watchEmptiness(map, frame, view);
  printable(map, section);
  // Folded where room is short; the sources are in the page too.
  if (frame.clientWidth < 640) {
    map.once('idle', () => {
      const credits = canvas.querySelector('.maplibregl-ctrl-attrib');
      credits?.classList.remove('maplibregl-compact-show');
      credits?.removeAttribute('open');
    });
  }
  map.on('style.load', () => {
    if (!map.hasImage(HATCH)) map.addImage(HATCH, hatch());
    colour(map, view, values);
  });
  aim.mount(frame);
  return new Promise((resolve) => {
    map.once('idle', () => resolve());
  });
}

function create(container: HTMLElement, view: MapView): MapLibre {
  const map = new MapLibre({
    container,
    style: styleOf(view),
    bounds: view.bounds,
    // The credits stand at the bottom.
    fitBoundsOptions: { padding: { top: 16, right: 16, bottom: 48, left: 16 } },
    minZoom: 2,
    maxZoom: 17,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    cooperativeGestures: true,
    attributionControl: false,
    fadeDuration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 200,
    locale: locale(),
    // A worker has its own idea of where "/" is: give it whole addresses.
    transformRequest: (url) => ({ url: new URL(url, location.href).href }),
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new AttributionControl({ compact: true }), 'bottom-right');
  return map;
}

function colour(map: MapLibre, view: MapView, values: Map<string, Value>): void {
  if (!view.colored) return;
  for (const [id, { shade }] of values) {
    map.setFeatureState({ source: SOURCE, sourceLayer: view.layer, id }, { shade: shade ?? -1 });
  }
}

function locale(): Record<string, string> {
  return {
    'Map.Title': say('label'),
    'NavigationControl.ZoomIn': say('zoom-in'),
    'NavigationControl.ZoomOut': say('zoom-out'),
    'AttributionControl.ToggleAttribution': say('attribution'),
    'CooperativeGesturesHandler.WindowsHelpText': say('wheel'),
    'CooperativeGesturesHandler.MacHelpText': say('wheel-mac'),
    'CooperativeGesturesHandler.MobileHelpText': say('fingers'),
  };
}
