// The map without a mouse: a crosshair, what it aims at in words, Enter to open it, Alt and an
// arrow for the neighbour.
import type { Map as MapLibre } from 'maplibre-gl';

import { FILL, SOURCE } from '../layers/territories';
import { announce } from '../status';
import { say } from '../words';
import { nearest, type Direction, type Place } from './neighbour';
import { pageOf, type MapView, type Value } from './view';

const DIRECTIONS: Record<string, Direction> = {
  ArrowUp: 'north',
  ArrowDown: 'south',
  ArrowLeft: 'west',
  ArrowRight: 'east',
};

interface Aimed {
  code: string;
  name: string;
}

export class Aim {
  private aimed: Aimed | null = null;
  private readonly map: MapLibre;
  private readonly view: MapView;
  private readonly values: Map<string, Value>;

  constructor(map: MapLibre, view: MapView, values: Map<string, Value>) {
    this.map = map;
    this.view = view;
    this.values = values;
  }

  mount(frame: HTMLElement): void {
    frame.append(crosshair(), keys());
    const canvas = this.map.getCanvas();
    canvas.addEventListener('keydown', (event) => this.press(event), { capture: true });
    canvas.addEventListener('focus', () => this.look());
    canvas.addEventListener('blur', () => this.mark(null));
    this.map.on('moveend', () => {
      if (this.isFocused()) this.look();
    });
  }

  private isFocused(): boolean {
    return document.activeElement === this.map.getCanvas();
  }

  private press(event: KeyboardEvent): void {
    const direction = DIRECTIONS[event.key];
    if (event.key === 'Enter') this.open();
    else if (event.altKey && direction) this.jump(direction);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Says what the crosshair is on. */
  private look(): void {
    // Tiles are still coming: what is under the crosshair is known once the map stands still.
    if (!this.map.isStyleLoaded()) {
      this.map.once('idle', () => {
        if (this.isFocused()) this.look();
      });
      return;
    }
    const { clientWidth, clientHeight } = this.map.getCanvas();
    const [feature] = this.map.queryRenderedFeatures([clientWidth / 2, clientHeight / 2], { layers: [FILL] });
    const { code, nom } = feature?.properties ?? {};
    this.mark(code == null ? null : { code: String(code), name: String(nom ?? code) });
    announce(this.aimed ? this.sentence(this.aimed) : say('outside'));
  }

  private sentence({ code, name }: Aimed): string {
    const value = this.values.get(code);
    return value ? say('aimed', { name, value: value.text }) : `${name}.`;
  }

  private mark(next: Aimed | null): void {
    const state = (code: string, aimed: boolean): void => {
      this.map.setFeatureState({ source: SOURCE, sourceLayer: this.view.layer, id: code }, { aimed });
    };
    if (this.aimed) state(this.aimed.code, false);
    if (next) state(next.code, true);
    this.aimed = next;
  }

  private open(): void {
    if (!this.aimed) return;
    const { code } = this.aimed;
    location.href = pageOf(this.view, code, this.values.get(code), document.documentElement.lang);
  }

  private jump(direction: Direction): void {
    const next = nearest(this.places(), this.map.getCenter(), this.aimed?.code ?? null, direction);
    if (next) this.map.jumpTo({ center: [next.lng, next.lat] });
    else announce(say('no-neighbour'));
  }

  /** Where the labels of the loaded tiles stand. */
  private places(): Place[] {
    const features = this.map.querySourceFeatures(SOURCE, { sourceLayer: `${this.view.layer}_labels` });
    return features.flatMap(({ geometry, properties }) => {
      if (geometry.type !== 'Point') return [];
      const [lng = 0, lat = 0] = geometry.coordinates;
      return [{ code: String(properties['code']), lng, lat }];
    });
  }
}

function crosshair(): Element {
  const cross = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  cross.setAttribute('class', 'crosshair');
  cross.setAttribute('viewBox', '0 0 40 40');
  cross.setAttribute('aria-hidden', 'true');
  for (const [color, width] of [['#ffffff', '6'], ['#b8400a', '2.5']] as const) {
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', 'M20 3v11M20 26v11M3 20h11M26 20h11M20 19.9v.2');
    path.setAttribute('stroke', color);
    path.setAttribute('stroke-width', width);
    path.setAttribute('stroke-linecap', 'round');
    path.setAttribute('fill', 'none');
    cross.append(path);
  }
  return cross;
}

function keys(): HTMLElement {
  const text = document.createElement('p');
  text.className = 'map-keys';
  text.textContent = say('keys');
  return text;
}
