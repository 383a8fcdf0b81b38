// How the window is built: one page, its script and its style as files of their own, so that the
// content security policy can forbid everything inline.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

import bundledPackages from './bundled-packages.json' with { type: 'json' };

// The fake host and its sample people are for development and tests; a built window has only the
// real door. `NOTEBOOK_DESK_FAKE=1 npm run build` keeps them in, to look at a built window.
const withFakeHost =
  process.env['NODE_ENV'] !== 'production' || process.env['NOTEBOOK_DESK_FAKE'] === '1';

/** A built window that would contain sample people is not built. */
const noFakeHost: Plugin = {
  name: 'no-fake-host',
  apply: 'build',
  generateBundle(_options, bundle) {
    for (const part of Object.values(bundle)) {
      const fake =
        part.type === 'chunk'
          ? Object.keys(part.modules).find((id) => id.includes('/host/fake/'))
          : undefined;
      if (fake !== undefined && !withFakeHost) {
        this.error(`the fake host is in ${part.fileName}: ${fake}`);
      }
    }
  },
};

/** What is said of the window's parts and licences rests on this list: a package that is in the pages
 * and not on it, or the other way round, is not built. */
const packagesAreListed: Plugin = {
  name: 'packages-are-listed',
  apply: 'build',
  generateBundle(_options, bundle) {
    const found = new Set<string>();
    for (const part of Object.values(bundle)) {
      for (const [id, module] of part.type === 'chunk' ? Object.entries(part.modules) : []) {
        const path = id.split('/node_modules/').at(-1) ?? '';
        if (module.renderedLength > 0 && path !== id) {
          found.add(path.split('/', path.startsWith('@') ? 2 : 1).join('/'));
        }
      }
    }
    const names = [...found].sort();
    if (names.join() !== bundledPackages.join()) {
      this.error(`ui/bundled-packages.json has to be ${JSON.stringify(names)}`);
    }
  },
};

export default defineConfig({
  plugins: [svelte(), noFakeHost, packagesAreListed],
  base: './',
  define: {
    __WITH_FAKE_HOST__: JSON.stringify(withFakeHost),
  },
  build: {
    // WebView2 and WebKitGTK 2.46 and later: both know light-dark().
    target: ['chrome123', 'safari17.5'],
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    strictPort: true,
    fs: { allow: ['..'] },
    // The desk of `cargo xtask dev`.
    proxy: { '/desk': 'http://127.0.0.1:5174' },
  },
});
