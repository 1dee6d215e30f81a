// What every page loads: its styles, the search, and the map when there is one to show.
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/page.css';
import './styles/parts.css';
import './styles/map.css';
import './styles/print.css';

import { mountFollow } from './panels/follow';
import { mountMap } from './panels/map';
import { mountSearch } from './panels/search';

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-find]')) mountSearch(form);
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-follow]')) mountFollow(form);
const section = document.querySelector<HTMLElement>('[data-map]');
if (section) mountMap(section);
else document.documentElement.dataset['ready'] = '1';
