// The first script of the window: opens the door to the host and puts the app on the page.

import { mount } from 'svelte';

import App from './App.svelte';
import { openHost } from './host';
import { closeOwnWays } from './parts/ownWays';
import './styles/tokens.css';
import './styles/ground.css';
import './styles/marks.css';
import './styles/forced.css';

closeOwnWays(window);
const place = document.getElementById('app');
if (place !== null) {
  void openHost().then((host) => mount(App, { target: place, props: { host } }));
}
