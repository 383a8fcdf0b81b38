import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte()],
  define: { __WITH_FAKE_HOST__: 'true' },
  resolve: { conditions: ['browser'] },
  server: { fs: { allow: ['..'] } },
  // A machine that compiles beside it is slow; what hangs is found all the same.
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts'],
    testTimeout: 30_000,
    // A test reads the sheets; those of the components are left out.
    css: { include: [/src\/styles\/.*\.css/] },
  },
});
