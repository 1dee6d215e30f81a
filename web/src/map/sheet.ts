// A sheet over the map: a title that takes the focus, Escape to close and give it back.
import { html, nothing, render } from 'lit-html';

import { say } from '../words';
import type { Lines } from './pointer';

export function openSheet(frame: HTMLElement, sheet: { lines: Lines; href: string | null }): void {
  const before = document.activeElement;
  frame.querySelector('.map-sheet')?.remove();
  const host = document.createElement('div');
  host.className = 'map-sheet';
  const [title, ...rest] = sheet.lines;
  const close = (): void => {
    host.remove();
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  };
  render(
    html`<h3 tabindex="-1">${title}</h3>
      ${rest.map((line) => html`<p>${line}</p>`)}
      ${sheet.href ? html`<p><a class="button" href=${sheet.href}>${say('open-page')}</a></p>` : nothing}
      <button type="button" class="sheet-close" aria-label=${say('close')} @click=${close}>×</button>`,
    host,
  );
  host.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
  });
  frame.append(host);
  host.querySelector('h3')?.focus();
}
