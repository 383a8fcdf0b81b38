// What the linter holds of the window: TypeScript's and Svelte's recommended rules, and who may
// import whom. Layout is prettier's.
import js from '@eslint/js';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';

import svelteConfig from './svelte.config.js';

/** Files of these folders import nothing of those. */
const mayNotImport = (target, from, message) => ({ target, from, message });

export default ts.config(
  { ignores: ['dist/', 'node_modules/', 'src/generated/', 'screenshots/', 'public/'] },
  js.configs.recommended,
  ts.configs.recommended,
  svelte.configs.recommended,
  svelte.configs.prettier,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig },
    },
  },
  {
    plugins: { 'import-x': importX },
    // To follow imports from a script into a component, the component's script has to be read, too.
    languageOptions: { parserOptions: { parser: ts.parser } },
    settings: {
      'import-x/ignore': ['/node_modules/'],
      'import-x/extensions': ['.ts', '.js', '.svelte'],
      'import-x/parsers': {
        '@typescript-eslint/parser': ['.ts'],
        'svelte-eslint-parser': ['.svelte'],
      },
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.svelte', '.js'] })],
    },
    rules: {
      // The compiler knows the names, TypeScript's and Svelte's.
      'no-undef': 'off',
      // The ideographic space belongs to the language of the window.
      'no-irregular-whitespace': 'off',
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-restricted-paths': [
        'error',
        {
          basePath: './src',
          zones: [
            mayNotImport(
              './parts',
              ['./views', './App.svelte', './desk.svelte.ts'],
              'Parts know no place and no desk.',
            ),
            mayNotImport(
              './keys',
              ['./views', './parts', './App.svelte', './desk.svelte.ts'],
              'Keys know no place.',
            ),
            mayNotImport(
              './manual',
              ['./views', './parts', './host', './App.svelte', './desk.svelte.ts'],
              'The manual knows words and acts.',
            ),
            mayNotImport(
              './text',
              ['./views', './parts', './keys', './manual', './App.svelte', './desk.svelte.ts'],
              'Words know nothing but the views.',
            ),
            mayNotImport(
              './host',
              ['./views', './parts', './keys', './App.svelte', './desk.svelte.ts'],
              'The door knows no place.',
            ),
            mayNotImport(
              './desk.svelte.ts',
              ['./views', './App.svelte'],
              'The desk knows no place.',
            ),
            mayNotImport('./views', ['./App.svelte', './main.ts'], 'The root composes the places.'),
            mayNotImport(
              ['./views/case', './views/decide', './views/queue', './views/escalations'],
              './views/work',
              'The work composes queue, case and sheet.',
            ),
            mayNotImport(
              './views/case',
              ['./views/decide', './views/queue'],
              'A case knows neither its sheet nor its queue.',
            ),
            mayNotImport(
              './views/suspensions',
              './views/tally',
              'The tally shows suspensions, not the reverse.',
            ),
            mayNotImport(
              './views/charts',
              './views/tally',
              'The tally shows charts, not the reverse.',
            ),
          ],
        },
      ],
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['@tauri-apps/*'], message: 'Only host/tauri.ts talks to Tauri.' }] },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      // Sets and maps are replaced whole ($state.raw) or not drawn at all.
      'svelte/prefer-svelte-reactivity': 'off',
      'svelte/no-at-html-tags': 'error',
    },
  },
  { files: ['src/host/tauri.ts'], rules: { 'no-restricted-imports': 'off' } },
  // Tests put whole windows together.
  { files: ['src/**/*.test.ts'], rules: { 'import-x/no-restricted-paths': 'off' } },
  // The fake host is one circle.
  {
    files: ['src/host/fake/**'],
    rules: { 'import-x/no-cycle': 'off', '@typescript-eslint/no-unused-vars': 'off' },
  },
);
