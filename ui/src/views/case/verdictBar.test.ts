// Which step the bar puts forward: of a doubtful post none.

import { flushSync, mount, unmount } from 'svelte';
import { afterEach, describe, expect, test } from 'vitest';

import type { FindingView } from '../../generated/views';
import { FakeHost } from '../../host/fake';
import { CaseController } from './CaseController.svelte';
import VerdictBar from './VerdictBar.svelte';

let leave: (() => void) | null = null;
afterEach(() => {
  leave?.();
  leave = null;
});

/** A post whose only findings are these. */
async function bar(levels: readonly FindingView['level'][]): Promise<HTMLElement[]> {
  const host = new FakeHost({ frozen: true });
  const desk = new CaseController(host, 'post', {
    explain: () => '',
    recorded: () => undefined,
    gone: () => undefined,
  });
  const page = await host.call('list_cases', {
    kind: 'post',
    group: 'open',
    inmate_number: null,
    text: '',
    only: 'all',
    check: null,
    after: null,
    limit: 1,
  });
  await desk.open(page.rows[0]!.case);
  const view = desk.view!;
  const findings = levels.map((level, index): FindingView => ({
    ...view.findings[0]!,
    id: `rule-${index}`,
    level,
  }));
  desk.view = { ...view, findings, documents: [] };
  const app = mount(VerdictBar, {
    target: document.body,
    props: { desk, ondecide: () => undefined, onpass: () => undefined, onlook: () => undefined },
  });
  leave = () => {
    void unmount(app);
    document.body.replaceChildren();
  };
  flushSync();
  return [...document.querySelectorAll<HTMLElement>('button.lead')];
}

describe('the likely next step of a post', () => {
  test('a_post_in_order_may_be_passed_on', async () => {
    expect((await bar(['pass', 'pass'])).map((button) => button.dataset['testid'])).toEqual([
      'verdict-approve',
    ]);
  });

  test.each(['attention', 'fail'] as const)(
    'a_finding_of_%s_puts_no_step_forward',
    async (level) => {
      expect(await bar(['pass', level])).toEqual([]);
    },
  );
});
