// The manual's own file cannot be read: that is told, and nothing else changes.

import { mount, unmount } from 'svelte';
import { expect, test, vi } from 'vitest';

import App from '../../App.svelte';
import { FakeHost } from '../../host/fake';
import { text } from '../../text';
import { patiently, settled } from '../work/settled';

vi.mock('./ManualPage.svelte', () => {
  throw new Error('it is not there');
});

test('a_manual_that_cannot_be_read_says_so_and_what_is_safe', async () => {
  const app = mount(App, {
    target: document.body,
    props: { host: new FakeHost({ frozen: true }) },
  });
  await settled();
  await patiently(() => expect(document.querySelector('[data-testid="queue-row"]')).not.toBeNull());
  document.body.dispatchEvent(
    new KeyboardEvent('keydown', { key: 'F1', bubbles: true, cancelable: true }),
  );
  await patiently(() =>
    expect(document.querySelector('[data-testid="toast"]')?.textContent).toContain(
      text.manual.failed,
    ),
  );
  expect(document.querySelector('[data-testid="manual"]')).toBeNull();
  void unmount(app);
});
