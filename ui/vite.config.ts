// How the window is built: one page, its script and its style as files of their own, so that the
// content security policy can forbid everything inline.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

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

export default defineConfig({
  plugins: [svelte(), noFakeHost],
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
