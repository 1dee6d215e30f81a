// When the map comes: at once where there is room, on demand on a phone, never without WebGL.
import { announce } from '../status';
import { say } from '../words';

const SLOW_MS = 5000;
const NARROW = '(max-width: 40rem)';

/** Tells the page's tests, and whoever waits for a picture, that nothing more is to come. */
export function settled(state: 'drawn' | 'waiting' | 'missing'): void {
  const { dataset } = document.documentElement;
  dataset['map'] = state;
  dataset['ready'] = '1';
}

export function mountMap(section: HTMLElement): void {
  const frame = section.querySelector<HTMLElement>('[data-map-frame]');
  const opener = section.querySelector<HTMLElement>('[data-map-open]');
  if (!frame) return settled('missing');
  if (!hasWebgl()) return replace(section, say('no-webgl'));
  const start = (): void => {
    frame.dataset['opened'] = '';
    if (opener) opener.hidden = true;
    void load(section, frame);
  };
  const onDemand = matchMedia(NARROW).matches && frame.dataset['opened'] === undefined;
  if (!onDemand) return start();
  settled('waiting');
  opener?.addEventListener('click', (event) => {
    event.preventDefault();
    start();
    announce(say('loading'));
  });
}

async function load(section: HTMLElement, frame: HTMLElement): Promise<void> {
  const note = frame.querySelector<HTMLElement>('[data-map-note]');
  frame.setAttribute('aria-busy', 'true');
  const slow = window.setTimeout(() => {
    if (note) note.textContent = say('slow');
  }, SLOW_MS);
  try {
    const { startMap } = await import('../map/island');
    await startMap(section, frame);
    settled('drawn');
  } catch (error) {
    console.warn('the map could not start', error);
    replace(section, say('failed'));
  } finally {
    clearTimeout(slow);
    frame.removeAttribute('aria-busy');
    note?.remove();
  }
}

/** The map will not come: says so in its place. The table stays. */
function replace(section: HTMLElement, sentence: string): void {
  section.querySelector('[data-map-frame]')?.remove();
  section.querySelector('[data-map-open]')?.remove();
  const note = document.createElement('p');
  note.className = 'map-missing';
  note.textContent = sentence;
  section.append(note);
  announce(sentence);
  settled('missing');
}

function hasWebgl(): boolean {
  try {
    return document.createElement('canvas').getContext('webgl2') !== null;
  } catch {
    return false;
  }
}
