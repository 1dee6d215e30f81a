// The map with a mouse or a finger: a tip under the pointer, a click that opens, a sheet for actors.
import type { Map as MapLibre, MapGeoJSONFeature, MapMouseEvent } from 'maplibre-gl';

import { clickable, familyWords } from '../layers/actors';
import { FILL, SOURCE } from '../layers/territories';
import { figure, say } from '../words';
import { animate } from './controls';
import { openSheet } from './sheet';
import { pageOf, type MapView, type Value } from './view';

export function followPointer(map: MapLibre, frame: HTMLElement, view: MapView, values: Map<string, Value>): void {
  const tip = document.createElement('div');
  tip.className = 'map-tip';
  tip.hidden = true;
  // What it says is in the table and, by keyboard, in the live region.
  tip.setAttribute('aria-hidden', 'true');
  frame.append(tip);
  let under: string | null = null;
  const mark = (code: string | null): void => {
    const of = { source: SOURCE, sourceLayer: view.layer };
    if (under !== null) map.setFeatureState({ ...of, id: under }, { aimed: false });
    if (code !== null) map.setFeatureState({ ...of, id: code }, { aimed: true });
    under = code;
  };
  const leave = (): void => {
    mark(null);
    tip.hidden = true;
    map.getCanvas().style.cursor = '';
  };

  map.on('mousemove', (event) => {
    const { actor, territory } = at(map, event, view);
    const code = territory ? String(territory.properties['code']) : null;
    if (code !== under) mark(code);
    map.getCanvas().style.cursor = actor || territory ? 'pointer' : '';
    const lines = actor ? actorLines(actor) : territory ? territoryLines(territory, values) : null;
    tip.hidden = lines === null;
    if (lines) write(tip, lines);
    place(tip, event.point, frame);
  });
  map.on('mouseout', leave);
  // Content shown on hover can be dismissed without moving the pointer.
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') tip.hidden = true;
  });

  map.on('click', (event) => {
    const { actor, territory } = at(map, event, view);
    const fromTouch = event.originalEvent instanceof PointerEvent && event.originalEvent.pointerType === 'touch';
    if (actor) return openActor(map, frame, actor);
    if (!territory) return;
    const code = String(territory.properties['code']);
    const href = pageOf(view, code, values.get(code), document.documentElement.lang);
    if (code === view.highlight) return;
    if (!fromTouch) location.href = href;
    else openSheet(frame, { lines: territoryLines(territory, values), href });
  });
}

interface Under {
  actor: MapGeoJSONFeature | undefined;
  territory: MapGeoJSONFeature | undefined;
}

/** One click, one thing: actors lie over territories. */
function at(map: MapLibre, { point }: MapMouseEvent, view: MapView): Under {
  if (!map.isStyleLoaded() && !map.getLayer(FILL)) return { actor: undefined, territory: undefined };
  const reach = 4;
  const box: [[number, number], [number, number]] = [
    [point.x - reach, point.y - reach],
    [point.x + reach, point.y + reach],
  ];
  const actors = view.actors ? map.queryRenderedFeatures(box, { layers: clickable() }) : [];
  return { actor: actors[0], territory: map.queryRenderedFeatures(point, { layers: [FILL] })[0] };
}

/** A name, then what there is to say: each one line of text. */
export type Lines = [title: string, ...rest: string[]];

function territoryLines({ properties }: MapGeoJSONFeature, values: Map<string, Value>): Lines {
  const value = values.get(String(properties['code']));
  const name = String(properties['nom'] ?? properties['code']);
  return value ? [name, value.text] : [name];
}

/** What a dot, a disc or a ring is. */
export function actorLines({ properties }: Pick<MapGeoJSONFeature, 'properties'>): Lines {
  const text = (key: string): string[] => (properties[key] == null ? [] : [String(properties[key])]);
  const count = Number(properties['count'] ?? 1);
  if (properties['kind'] === 'commune') {
    const [name] = text('nom');
    const sentence = count === 1 ? say('commune-one') : say('commune', { n: figure(count) });
    return name === undefined ? [sentence] : [name, sentence];
  }
  // Alone in its cell and not at its place: known by its commune only.
  if (properties['kind'] === 'cluster') return [count === 1 ? say('commune-one') : say('cluster', { n: figure(count) })];
  const [name = say('unnamed')] = text('nom');
  return [name, ...text('famille').map((family) => familyWords(family, document.documentElement.lang) ?? family)];
}

function openActor(map: MapLibre, frame: HTMLElement, actor: MapGeoJSONFeature): void {
  const several = actor.properties['kind'] === 'cluster';
  if (several && actor.geometry.type === 'Point') {
    const [lng = 0, lat = 0] = actor.geometry.coordinates;
    map.easeTo({ center: [lng, lat], zoom: map.getZoom() + 2, animate: animate() });
    return;
  }
  openSheet(frame, { lines: actorLines(actor), href: null });
}

function write(host: HTMLElement, [title, ...rest]: Lines): void {
  const name = document.createElement('strong');
  name.textContent = title;
  host.replaceChildren(name, ...rest.flatMap((line, i) => (i === 0 ? [line] : [document.createElement('br'), line])));
}

/** Beside the pointer, inside the frame. Moved by the object model: the policy forbids style attributes. */
function place(tip: HTMLElement, { x, y }: { x: number; y: number }, frame: HTMLElement): void {
  const left = Math.min(x + 14, frame.clientWidth - tip.offsetWidth - 6);
  const top = y + 18 + tip.offsetHeight < frame.clientHeight ? y + 18 : y - tip.offsetHeight - 10;
  tip.style.transform = `translate(${Math.max(6, left)}px, ${Math.max(6, top)}px)`;
}
