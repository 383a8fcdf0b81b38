// The reasons as the rules' own table tells them, read from the same file that the desk reads.

import table from '../../../../schema/rules/reasons.tsv?raw';

import type { CaseKind, ReasonCounts, ReasonView, Verdict } from '../../generated/views';

const KINDS: Record<string, CaseKind | null> = { application: 'application', post: 'post', both: null };
const COUNTS: Record<string, ReasonCounts> = { yes: 'yes', no: 'no', reviewer: 'reviewer', let_through: 'yes' };
const VERDICTS: Record<string, Verdict> = { return: 'return', reject: 'reject', hold: 'hold' };

export const REASONS: ReasonView[] = table
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('code\t'))
  .map((line) => {
    const [code = '', scope = '', label = '', template = '', clause = '', counts = '', verdicts = ''] = line.split('\t');
    return {
      code,
      label,
      clause,
      template,
      slots: [...new Set([...template.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? ''))],
      counts: COUNTS[counts] ?? 'no',
      verdicts: verdicts.split('|').flatMap((verdict) => VERDICTS[verdict] ?? []),
      kind: KINDS[scope] ?? null,
    };
  });

export function reason(code: string): ReasonView | undefined {
  return REASONS.find((one) => one.code === code);
}
