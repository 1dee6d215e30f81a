// Suggestions under a search field: an APG combobox over a form that works without it.
import { html, render } from 'lit-html';

import { suggestions, type Suggestion } from '../api/client';
import { announce } from '../status';
import { figure, say } from '../words';

const SHORTEST = 2;
const SHOWN = 8;
const PAUSE_MS = 180;

interface Found {
  list: Suggestion[];
  /** Which one the arrows are on; -1: none. */
  at: number;
}

const NOTHING: Found = { list: [], at: -1 };

/** The next place of the arrows in a list that wraps around through "none". */
export function step(at: number, by: 1 | -1, length: number): number {
  const places = length + 1;
  return ((at + 1 + by + places) % places) - 1;
}

/** Keeps the language of the page in an address of the server. */
export function inLanguage(url: string, lang: string): string {
  if (lang !== 'en' || /[?&]lang=/.test(url)) return url;
  return `${url}${url.includes('?') ? '&' : '?'}lang=en`;
}

export function mountSearch(form: HTMLFormElement): void {
  const input = form.querySelector<HTMLInputElement>('input[type="search"]');
  if (!input) return;
  const list = document.createElement('ul');
  list.className = 'suggestions';
  list.id = `${input.id}-suggestions`;
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', say('suggestions'));
  list.hidden = true;
  input.insertAdjacentElement('afterend', list);
  for (const [name, value] of [
    ['role', 'combobox'],
    ['aria-autocomplete', 'list'],
    ['aria-controls', list.id],
    ['aria-expanded', 'false'],
  ] as const) {
    input.setAttribute(name, value);
  }

  let found = NOTHING;
  let asking = new AbortController();
  let timer = 0;

  const open = (suggestion: Suggestion): void => {
    location.href = inLanguage(suggestion.url, document.documentElement.lang);
  };
  const draw = (next: Found): void => {
    found = next;
    const shown = found.list.length !== 0;
    list.hidden = !shown;
    input.setAttribute('aria-expanded', String(shown));
    if (found.at < 0) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', `${list.id}-${found.at}`);
    render(
      found.list.map(
        (suggestion, i) => html`<li
          id="${list.id}-${i}"
          role="option"
          aria-selected=${i === found.at ? 'true' : 'false'}
          @mousedown=${(event: Event) => event.preventDefault()}
          @click=${() => open(suggestion)}
        >${suggestion.name} <span>${levelName(suggestion.level)}</span></li>`,
      ),
      list,
    );
  };
  const ask = async (): Promise<void> => {
    asking.abort();
    asking = new AbortController();
    const query = input.value.trim();
    if (query.length < SHORTEST) return draw(NOTHING);
    try {
      const answer = (await suggestions(query, asking.signal)).slice(0, SHOWN);
      draw({ list: answer, at: -1 });
      const key = answer.length === 0 ? 'not-suggested' : answer.length === 1 ? 'suggested-one' : 'suggested';
      announce(say(key, { n: figure(answer.length) }));
    } catch {
      // Suggestions are a comfort: without them the form still searches.
      if (!asking.signal.aborted) draw(NOTHING);
    }
  };

  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), PAUSE_MS);
  });
  input.addEventListener('blur', () => {
    clearTimeout(timer);
    asking.abort();
    draw(NOTHING);
  });
  input.addEventListener('keydown', (event) => {
    const { list: all, at } = found;
    if (all.length === 0) return;
    const chosen = all[at];
    if (event.key === 'ArrowDown') draw({ list: all, at: step(at, 1, all.length) });
    else if (event.key === 'ArrowUp') draw({ list: all, at: step(at, -1, all.length) });
    else if (event.key === 'Escape') draw(NOTHING);
    else if (event.key === 'Enter' && chosen) open(chosen);
    else return;
    event.preventDefault();
  });
}

function levelName(level: string): string {
  const key = `level-${level}`;
  const word = say(key);
  return word === key ? '' : word;
}
